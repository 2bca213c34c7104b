"""Open-data text tables of Statbel: one line of column names, then one line a row, cells separated by | or comma.

They come bare, in a zip or in a gzip; quoted or not; in UTF-8 with or without byte-order mark, or in cp1252.
The large ones (population structure: 100 MB a year) are read with Arrow and kept as codes of repeated texts.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from wohnmonitor.errors import LayoutError
from wohnmonitor.sources.statbel_layouts import TODO, Layout, check, is_own_style, recognise
from wohnmonitor.sources.table import RawTable, Signature

HEAD = 1 << 14
YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
TWICE_ENCODED = "Ã".encode()  # UTF-8 read as cp1252 and written once more; no Belgian name holds this letter
TEXT = pa.dictionary(pa.int32(), pa.string())


def sniff(path: Path) -> Signature | None:
    """A text table of Statbel, recognised by its column names; None for any other file. Reads the head only.

    signature.table: a name of statbel_layouts.LAYOUTS, "" for another table named in Statbel's way.
    """
    try:
        _, head, _ = _open(Path(path), HEAD)
        names, _ = _names(head)
    except (LayoutError, OSError, EOFError, zipfile.BadZipFile, UnicodeDecodeError, csv.Error):
        return None
    layout = recognise(names)
    if layout is None and not is_own_style(names):
        return None
    return Signature("statbel_text", layout.table if layout else "", tuple(names))


def read(path: Path, options: dict | None = None) -> RawTable:
    """The rows as published; key: row (1-based line). Columns: those of the file, as text or None where empty.

    `period` is added where the year stands in no column but in the name of the archive's member (population
    structure since 2019). meta: member, encoding, stand (ISO date of the member in its archive).

    Two options, declared as `read` of the table in indicators/sources.toml, leave out at the door what nobody takes;
    what is handed back is unchanged, `row` included:

    columns   names of the columns to hand back, e.g. ["CD_REFNIS", "CD_SEX", "CD_AGE", "MS_POPULATION"]
    where     column -> text or list of texts: the rows to hand back, e.g. {CD_PROV_REFNIS = ["60000", "70000"]};
              the column need not be among `columns`

    Raises LayoutError for a missing column, a line with too many or too few cells, a doubly encoded text, an
    archive without exactly one text, or a year that is nowhere.
    """
    where, options = str(path), options or {}
    if unknown := set(options) - {"columns", "where"}:
        raise LayoutError(where, f"read = {', '.join(unknown)}", "columns, where", "correct it in indicators/sources.toml")
    member, data, stand = _open(Path(path))
    data, encoding = _as_utf8(where, data)
    names, delimiter = _names(data[:HEAD])
    layout = recognise(names) or Layout("", ())
    check(where, layout.table, layout.columns, names)
    rows_where = {c: {v} if isinstance(v, str) else set(v) for c, v in options.get("where", {}).items()}
    wanted = options.get("columns", names)
    check(where, layout.table or "the declared one", [*wanted, *rows_where], names)
    table = _parse(where, data, names, delimiter, list(dict.fromkeys([*wanted, *rows_where])))

    keep = np.ones(table.num_rows, dtype=bool)
    for column, texts in rows_where.items():
        words, at = _coded(table[column])
        keep &= np.array([word in texts for word in words])[at]
    frame = {}
    for column in wanted:
        words, at = _coded(table[column])
        frame[column] = pd.Series(words[at[keep]], dtype=object)
    if layout.year_in_name:
        frame["period"] = pd.Series(_year(where, member), index=range(keep.sum()), dtype=object)
    frame["row"] = np.flatnonzero(keep) + 2
    meta = {"member": member, "encoding": encoding, "stand": stand}
    return RawTable(pd.DataFrame(frame), Signature("statbel_text", layout.table, tuple(names)), meta)


def _open(path: Path, size: int = -1) -> tuple[str, bytes, str | None]:
    """Name of the text, its first `size` bytes (all by default), and its date where an archive states one."""
    with path.open("rb") as file:
        start = file.read(4)
    if start[:2] == b"\x1f\x8b":
        with gzip.open(path) as file:
            return path.name, file.read(size), None
    if start != b"PK\x03\x04":
        with path.open("rb") as file:
            return path.name, file.read(size), None
    with zipfile.ZipFile(path) as archive:
        texts = [info for info in archive.infolist() if info.filename.lower().endswith((".txt", ".csv"))]
        if len(texts) != 1:
            found = ", ".join(archive.namelist()[:5])
            raise LayoutError(str(path), f"members {found}", "one member .txt or .csv", TODO)
        with archive.open(texts[0]) as file:
            return texts[0].filename, file.read(size), datetime(*texts[0].date_time).date().isoformat()


def _as_utf8(where: str, data: bytes) -> tuple[bytes, str]:
    """The text in UTF-8 without byte-order mark, and the encoding it came in."""
    if data.startswith(b"\xef\xbb\xbf"):
        data, encoding = data[3:], "utf-8-sig"
    else:
        encoding = "utf-8"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        if encoding == "utf-8-sig":
            raise LayoutError(where, "a byte-order mark of UTF-8, but other bytes", "UTF-8", TODO) from None
        try:
            data, encoding = data.decode("cp1252").encode(), "cp1252"
        except UnicodeDecodeError as error:
            raise LayoutError(where, f"byte {data[error.start]:#x} at {error.start}", "UTF-8 or cp1252", TODO) from None
    if TWICE_ENCODED in data:
        line = data.count(b"\n", 0, data.index(TWICE_ENCODED)) + 1
        raise LayoutError(f"{where}, line {line}", "a text that was encoded twice (Ã)", "UTF-8 or cp1252", TODO)
    return data, encoding


def _names(head: bytes) -> tuple[list[str], str]:
    """Column names and delimiter, from the first line. Raises UnicodeDecodeError where the head is no text."""
    if b"\0" in head:
        raise UnicodeDecodeError("utf-8", head, 0, 1, "not a text")
    line = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8").strip()
    delimiter = "|" if "|" in line else ","
    return [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])], delimiter


def _parse(where: str, data: bytes, names: list[str], delimiter: str, wanted: list[str]) -> pa.Table:
    try:
        table = pyarrow.csv.read_csv(
            io.BytesIO(data),
            read_options=pyarrow.csv.ReadOptions(column_names=names, skip_rows=1, block_size=1 << 24),
            parse_options=pyarrow.csv.ParseOptions(delimiter=delimiter, quote_char='"'),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, TEXT), include_columns=wanted,
                null_values=[""], strings_can_be_null=True,
            ),
        )  # fmt: skip
    except pa.ArrowInvalid as error:
        raise LayoutError(where, str(error)[:300], f"{len(names)} cells in every line", TODO) from None
    lines = data.rstrip(b"\r\n").count(b"\n")
    if table.num_rows != lines:  # `row` would no longer be the line of the file
        raise LayoutError(where, f"{lines} lines below the names", f"as many rows, not {table.num_rows}", TODO)
    return table


def _coded(column: pa.ChunkedArray) -> tuple[np.ndarray, np.ndarray]:
    """The texts that occur (None last), and for each row the place of its text among them."""
    codes = column.unify_dictionaries().combine_chunks()
    words = [(word or "").strip() or None for word in codes.dictionary.to_pylist()]
    at = codes.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)
    return np.array([*words, None], dtype=object), at


def _year(where: str, member: str) -> str:
    years = set(YEAR.findall(Path(member).stem))
    if len(years) != 1:
        raise LayoutError(where, f"the name {member} and no column CD_YEAR", "the year in one of them", TODO)
    return years.pop()
