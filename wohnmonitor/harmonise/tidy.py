"""Declared columns of a publisher's table -> one figure a row, with date and status.

tidy(raw, table, ...) is the whole of it: `take` says which rows and which column are which measure.
"""

from __future__ import annotations

import pandas as pd

from wohnmonitor.catalogue import Catalogue
from wohnmonitor.declared import Table, Take
from wohnmonitor.errors import LayoutError, SourceError
from wohnmonitor.harmonise.periods import parse_period
from wohnmonitor.schema import NIL, STATUS_RANK, TIDY

PERIOD_STATUS = {"Voorlopig": "P", "NaderVoorlopig": "P"}
"""CBS states provisional figures at the period, not at the cell."""


def tidy(frame: pd.DataFrame, meta: dict, table_id: str, catalogue: Catalogue, file: str) -> pd.DataFrame:
    """All measures of one table. Returns a frame with columns schema.TIDY.

    A cell without a figure is a row with status and reason where the publisher's sign says why; a blank whose
    meaning is not declared is no row. Raises LayoutError for a missing column or another way to write numbers,
    SourceError for an unknown sign.
    """
    table = catalogue.tables[table_id]
    marks = catalogue.publishers[table.publisher].mark | table.mark
    parts = []
    for take in table.take:
        part = _take(frame, table, take, catalogue.measures[take.measure].kind, marks, meta, file)
        if not part.empty:
            parts.append(part)
    if not parts:
        return pd.DataFrame(columns=TIDY)
    result = pd.concat(parts, ignore_index=True)
    result["source"], result["file"] = table_id, file
    return result[TIDY]


def _column(frame: pd.DataFrame, name: str, file: str, table_column: str) -> pd.Series:
    if name.startswith("="):
        return pd.Series(name[1:], index=frame.index, dtype=object)
    if name not in frame.columns:
        raise LayoutError(
            f"{file}: column for {table_column}", ", ".join(map(str, frame.columns[:30])), name,
            "compare the file with its declaration in indicators/sources.toml",
        )  # fmt: skip
    return frame[name]


def _take(frame, table: Table, take: Take, kind: str, marks: dict, meta: dict, file: str) -> pd.DataFrame:
    rows = frame
    everywhere = _codes(frame, table, take, file)
    for column, wanted in take.where.items():
        cells = _column(frame, column, file, "where").loc[rows.index]
        rows = rows[cells.fillna("").isin([wanted] if isinstance(wanted, str) else wanted)]
    columns = [take.value] if isinstance(take.value, str) else take.value
    cells = pd.DataFrame({
        "code": everywhere.loc[rows.index], "period": _column(rows, take.period or table.period, file, "period"), "row": rows["row"],
        "times": pd.to_numeric(_column(rows, take.times, file, "times"), errors="coerce") if take.times else 1.0,
    })  # fmt: skip
    out = pd.concat([cells.assign(text=_column(rows, column, file, take.measure)) for column in columns])
    if table.sign:
        out["text"] = out["text"].where(out["text"].notna(), _column(rows, table.sign, file, "sign"))
    out = out[out["code"].notna() & out["period"].notna()]
    out["code"] = out["code"].astype(str).str.strip()
    out = _numbers(out, take, table, marks | take.mark, file)
    if take.times:
        lacks = out["value"].notna() & out["times"].isna()
        out.loc[lacks, ["status", "reason"]] = ["O", "not_delivered"]
        out["value"] *= out["times"]
    if take.status:
        out.loc[out["status"] == "A", "status"] = take.status
    for period, status in meta.get("period_status", {}).items():
        provisional = (out["period"] == period) & (out["status"] == "A") & (status in PERIOD_STATUS)
        out.loc[provisional, "status"] = PERIOD_STATUS.get(status, "A")
    if take.sum or len(columns) > 1:
        out = _summed(out)
    if take.missing == "zero":
        out = _filled(out, everywhere)
    dates = {p: parse_period(str(p), kind, take.stock or table.stock, file) for p in out["period"].unique()}
    out["year"] = out["period"].map(lambda p: dates[p][0])
    out["ref_date"] = out["period"].map(lambda p: dates[p][1])
    vintage = take.vintage or table.vintage
    out["territory"] = out["ref_date"] if vintage == "reference" else vintage
    out["measure"], out["scheme"] = take.measure, take.scheme or table.scheme
    out["precision"] = take.precision
    return out


def _codes(frame: pd.DataFrame, table: Table, take: Take, file: str) -> pd.Series:
    code = _column(frame, take.code or table.code, file, "code").astype(object)
    if pattern := take.code_pattern or table.code_pattern:
        code = code.astype(str).str.extract(pattern, expand=False)
    return code


def _filled(out: pd.DataFrame, everywhere: pd.Series) -> pd.DataFrame:
    """A sparse table leaves zeros out: areas that stand in it, but not in these rows, have none."""
    rest = everywhere.dropna().drop_duplicates().loc[lambda codes: ~codes.isin(out["code"])]
    zeros = pd.DataFrame({"code": rest, "value": 0.0, "status": "A", "reason": None})
    return pd.concat([out, zeros.merge(out[["period"]].drop_duplicates(), how="cross")], ignore_index=True)


def _numbers(out: pd.DataFrame, take: Take, table: Table, marks: dict, file: str) -> pd.DataFrame:
    """Texts -> value, status, reason. Signs are mapped by the publisher's declared marks only."""
    text = out["text"].fillna("").astype(str).str.strip()
    uncertain = text.str.fullmatch(r"\(.+\)")
    text = text.where(~uncertain, text.str.slice(1, -1))
    plain = text
    if thousands := take.thousands or table.thousands:
        plain = plain.str.replace(thousands, "", regex=False)
    decimal = take.decimal or table.decimal
    if decimal != ".":
        plain = plain.where(~plain.str.contains(".", regex=False) | bool(thousands), "?" + plain)
        plain = plain.str.replace(decimal, ".", regex=False)
    is_mark = text.isin(list(marks))
    out["value"] = pd.to_numeric(plain.where(~is_mark, ""), errors="coerce").astype(float) * take.factor
    out["status"], out["reason"] = "A", None
    out.loc[uncertain, "status"] = "U"
    for sign, meaning in marks.items():
        chosen = text == sign
        if meaning == ["zero"]:
            out.loc[chosen, "value"] = 0.0
        elif meaning == [NIL]:
            out.loc[chosen, "status"] = NIL
        else:
            out.loc[chosen, ["status", "reason"]] = meaning
    unknown = out["value"].isna() & ~is_mark & (text != "")
    if unknown.any():
        row = out[unknown].iloc[0]
        where, found = f"{file}, row {row['row']}, {take.value}", f'"{row["text"]}"'
        if any(sign.isdigit() for sign in row["text"]):
            expected = f'a number with "{decimal}" before its decimals' + (f' and "{thousands}" between thousands' if thousands else "")
            todo = "see what the publisher changed, then declare `decimal` and `thousands` of this table in indicators/sources.toml"
            raise LayoutError(where, found, expected, todo)
        todo = f"declare the sign under publisher.{table.publisher}.mark in indicators/sources.toml"
        raise SourceError(where, found, f"a number or one of {sorted(marks)}", todo)
    return out[(text != "") | is_mark]


def _summed(out: pd.DataFrame) -> pd.DataFrame:
    """Sum rows of one code and period; a part without a figure makes the sum a gap with that part's reason."""
    rank = {status: number for number, status in enumerate(STATUS_RANK)}
    out = out.assign(rank=out["status"].map(rank).fillna(99))
    worst = out.sort_values("rank", kind="stable").groupby(["code", "period"], sort=False).last()
    total = out.groupby(["code", "period"], sort=False)["value"].sum(min_count=1)
    single = out.groupby(["code", "period"], sort=False)["row"].agg(["first", "count"])
    result = worst[["status", "reason"]].join(total).join(single)
    result.loc[~result["status"].isin(list(STATUS_RANK)), "value"] = float("nan")
    result["row"] = result["first"]
    return result.drop(columns=["first", "count"]).reset_index()
