"""Which declared table is each file of a folder? By content, never by name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from wohnmonitor.catalogue import Catalogue
from wohnmonitor.declared import Table
from wohnmonitor.errors import LayoutError
from wohnmonitor.sources import cbs, flat, gemeindeverzeichnis, genesis, statbel, zensus
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
    """All files below `folder` that are declared tables, sorted by name. Others are left alone."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    found = []
    for number, path in enumerate(paths):
        progress("recognise", number, len(paths))
        if hit := _recognise(path, catalogue):
            first, reader = hit
            name = path.relative_to(folder).as_posix()
            for table_id, table in catalogue.tables.items():
                if first in (table_id, table.beside):
                    found.append(Found(path, name, table_id, table, reader, table.release))
    progress("recognise", len(paths), len(paths))
    return found


def _recognise(path: Path, catalogue: Catalogue) -> tuple[str, object] | None:
    for reader in READERS:
        if signature := reader.sniff(path):
            for table_id, table in catalogue.tables.items():
                if _is(signature, table):
                    return table_id, reader
    for table_id, table in catalogue.tables.items():
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
