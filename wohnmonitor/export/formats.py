"""The formats: name -> how to write it. Each writes all of a dataset and nothing else decides what stands in it."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from wohnmonitor.export.dataset import Dataset

BLOCK = 1 << 18


@dataclass(frozen=True)
class Format:
    """suffix: of file names, with the dot. text: can be read in a terminal. geo: has outlines. bundle: several files in one.

    Its module has `pieces(dataset) -> Iterator[bytes]`, written while it is read, or `make(dataset, path)`; and where files
    stand beside it, `beside(dataset, name) -> {file name: bytes}`.
    """

    name: str
    suffix: str
    media_type: str
    text: bool = False
    geo: bool = False
    bundle: bool = False
    module: str = ""

    def _of(self, name: str) -> Callable | None:
        return getattr(import_module(f"wohnmonitor.export.{self.module or self.name}"), name, None)

    @property
    def streams(self) -> bool:
        """True where the first bytes are there before the last rows are read."""
        return self._of("pieces") is not None

    def pieces(self, dataset: Dataset) -> Iterator[bytes]:
        """The file in pieces, in bounded memory. Raises CallError where the format cannot hold the dataset."""
        if pieces := self._of("pieces"):
            yield from pieces(dataset)
            return
        yield from self._file(self._of("make"), dataset)

    def outlines(self, dataset: Dataset) -> Iterator[bytes]:
        """The outlines of the areas without figures, in pieces; of formats with `geo` that are no bundle."""
        if pieces := self._of("outlines"):
            yield from pieces(dataset)
            return
        yield from self._file(self._of("make_outlines"), dataset)

    def _file(self, make: Callable, dataset: Dataset) -> Iterator[bytes]:
        with tempfile.TemporaryDirectory(prefix="wohnmonitor-") as folder:
            path = Path(folder) / f"export{self.suffix}"
            make(dataset, path)
            with path.open("rb") as stream:
                while piece := stream.read(BLOCK):
                    yield piece

    def write(self, dataset: Dataset, target: Path | BinaryIO) -> None:
        """Write to a path (as it is: who wants no half file writes beside and moves) or a binary stream."""
        if isinstance(target, Path) and self.streams:
            with target.open("wb") as stream:
                stream.writelines(self.pieces(dataset))
        elif isinstance(target, Path):
            self._of("make")(dataset, target)
        else:
            for piece in self.pieces(dataset):
                target.write(piece)

    def bytes(self, dataset: Dataset) -> bytes:
        """The whole file."""
        with io.BytesIO() as stream:
            self.write(dataset, stream)
            return stream.getvalue()

    def beside(self, dataset: Dataset, name: str) -> dict[str, bytes]:
        """Files that belong beside a file called `name`: CSVW metadata, an SDMX data structure."""
        beside = self._of("beside")
        return beside(dataset, name) if beside else {}


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("csv", ".csv", "text/csv; charset=utf-8; header=present", text=True),
        Format("xlsx", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        Format("parquet", ".parquet", "application/vnd.apache.parquet"),
        Format("sdmx-csv", ".sdmx.csv", "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8", text=True, module="sdmx"),
        Format("json-stat", ".json", "application/json; charset=utf-8", text=True, module="jsonstat"),
        Format("geojson", ".geojson", "application/geo+json; charset=utf-8", text=True, geo=True),
        Format("gpkg", ".gpkg", "application/geopackage+sqlite3", geo=True),
        Format("topojson", ".topojson", "application/json; charset=utf-8", text=True, geo=True),
        Format("datapackage", ".zip", "application/zip", geo=True, bundle=True),
    )
}


def of_name(name: str) -> Format | None:
    """The format of a file by its suffix, the longest that fits; None for an unknown one."""
    fits = [one for one in FORMATS.values() if name.lower().endswith(one.suffix)]
    return max(fits, key=lambda one: len(one.suffix), default=None)
