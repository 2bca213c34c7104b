"""Which declared table is each file of a folder? By content, never by name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from wohnmonitor.catalogue import Catalogue
from wohnmonitor.declared import Table
from wohnmonitor.errors import LayoutError, SourceError
from wohnmonitor.sources import cbs, flat, gemeindeverzeichnis, genesis, intact, statbel, zensus
from wohnmonitor.sources.cache import Shelf
from wohnmonitor.sources.table import RawTable, Signature

READERS = (cbs, genesis, gemeindeverzeichnis, zensus, statbel)
"""Modules of formats that say what they are: sniff(path) -> Signature | None, read(path, ...) -> RawTable."""


@dataclass(frozen=True)
class Found:
    """A file that is a declared table. `name` is its path below the folder, with forward slashes."""

    path: Path
    name: str
    table: str
    declared: Table
    reader: object
    release: str = field(default="", compare=False)

    def read(self) -> RawTable:
        """The whole file. Raises LayoutError."""
        if self.reader is flat:
            return flat.read(self.path, self.declared.read)
        options = [self.declared.read] if self.declared.read else []
        return self.reader.read(self.path, *options)

    @cached_property
    def _content(self) -> tuple[str, int]:
        digest = hashlib.sha256()
        with self.path.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
        return digest.hexdigest(), self.path.stat().st_size

    def sha256(self) -> str:
        """Checksum of the file."""
        return self._content[0]

    def size(self) -> int:
        """Bytes."""
        return self._content[1]


def find_files(folder: Path, catalogue: Catalogue, progress: Callable[[str, int, int], None]) -> list[Found]:
    """All files below `folder` that are declared tables, sorted by name. Others are left alone.

    A file in a folder named after a table is that table or none.
    """
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not _is_hidden(path.relative_to(folder)))
    found = []
    for number, path in enumerate(paths):
        progress("recognise", number, len(paths))
        name = path.relative_to(folder).as_posix()
        if hit := _recognise(path, _tables(name, catalogue)):
            first, reader = hit
            for table_id, table in catalogue.tables.items():
                if first in (table_id, table.beside):
                    found.append(Found(path, name, table_id, table, reader, table.release))
    progress("recognise", len(paths), len(paths))
    return found


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def misfits(folder: Path, catalogue: Catalogue, found: list[Found]) -> dict[str, LayoutError]:
    """Table -> what is wrong in its folder `folder`/<table>/: a file that is not that table, or no longer what was fetched."""
    fits = {(file.table, file.path) for file in found}
    wrong = {}
    for table_id, table in catalogue.tables.items():
        place = folder / table_id
        if not table.take or not place.is_dir():
            continue
        if changed := Shelf(place).changed():
            wrong[table_id] = LayoutError(
                f"{table_id}/{changed[0]}", "another checksum than when it was fetched", "the file as it was fetched",
                "delete it and fetch it again; a file of your own gets another name",
            )  # fmt: skip
        for path in sorted(path for path in place.iterdir() if path.is_file() and not path.name.startswith(".")):
            if table_id not in wrong and (table_id, path) not in fits and not cbs.is_beside(path):
                wrong[table_id] = _misfit(f"{table_id}/{path.name}", path, table_id, table)
    return wrong


def _misfit(where: str, path: Path, table_id: str, table: Table) -> LayoutError:
    try:
        intact.check(path, where)
    except SourceError as error:
        todo = f"delete it and save the file anew; wohnmonitor sources {table_id} says which"
        return LayoutError(where, error.found, _declared(table), todo)
    todo = f"see what the publisher changed, then declare it under table.{table_id} in indicators/sources.toml; another file: take it away"
    return LayoutError(where, _described(path, table), _declared(table), todo)


def _described(path: Path, table: Table) -> str:
    """What a file is, in the words of a declaration."""
    signature = next((found for reader in READERS if (found := reader.sniff(path))), None)
    columns = signature.columns if signature else flat.header(path, table.read if table.format == "flat" else {})
    parts = [signature.format if signature else "no known format", signature.table if signature else ""]
    wanted = set(table.match.get("columns", ()))
    shown = [name for name in columns if name not in wanted][:12] if wanted else []
    return ", ".join(
        [
            *filter(None, parts),
            *([f"without {', '.join(gone)}"] if (gone := sorted(wanted - set(columns))) else []),
            *([f"with {', '.join(shown)}"] if shown else []),
        ]
    )


def _declared(table: Table) -> str:
    columns = table.match.get("columns", ())
    return ", ".join(filter(None, [table.format, str(table.match.get("table", "")), f"columns {', '.join(columns)}" if columns else ""]))


def _tables(name: str, catalogue: Catalogue) -> dict[str, Table]:
    """What a file may be."""
    own = name.partition("/")[0]
    if own not in catalogue.tables:
        return catalogue.tables
    return {own: catalogue.tables[own]} if catalogue.tables[own].take else {}


def _recognise(path: Path, tables: dict[str, Table]) -> tuple[str, object] | None:
    for reader in READERS if tables else ():
        if signature := reader.sniff(path):
            for table_id, table in tables.items():
                if _is(signature, table):
                    return table_id, reader
    for table_id, table in tables.items():
        if table.format == "flat" and _is_flat(path, table):
            return table_id, flat
    return None


def _is(signature: Signature, table: Table) -> bool:
    if table.format != signature.format:
        return False
    wanted = table.match.get("table")
    columns = set(table.match.get("columns", ()))
    return (wanted is None or wanted == signature.table) and columns <= set(signature.columns)


def _is_flat(path: Path, table: Table) -> bool:
    columns = set(table.match.get("columns", ()))
    try:
        return bool(columns) and columns <= set(flat.header(path, table.read))
    except LayoutError:
        return False
