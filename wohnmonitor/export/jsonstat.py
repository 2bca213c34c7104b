"""JSON-stat 2.0: a dataset of indicator x area x year for one indicator, a collection of them for several.

`value` and `status` as the standard has them; the other columns stand in `extension`, each an array in the order of `value`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pandas as pd

from wohnmonitor.declared import Indicator
from wohnmonitor.export.dataset import Dataset

BESIDE = ("ref_date", "numerator", "denominator", "coverage", "source", "reason", "segment", "lower", "upper", "precision")
VERSION = {"version": "2.0"}


def plain(cell):
    """A cell as JSON has it: None for no value, whole numbers without decimals, days as texts."""
    if cell is None or cell != cell:
        return None
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 2**53 else cell
    return cell if isinstance(cell, str | int | bool) else cell.isoformat()


def dumps(thing) -> str:
    """Compact JSON of plain things; NaN is a mistake."""
    return json.dumps(thing, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def pieces(dataset: Dataset) -> Iterator[bytes]:
    """One piece an indicator."""
    about = dataset.about_all()
    if len(dataset.indicators) == 1:
        frames = list(dataset.values())
        yield dumps(cube(dataset, dataset.indicators[0], frames[0]) | {"extension": about | _beside(frames[0])}).encode()
        return
    head = VERSION | {"class": "collection", "label": dataset.title, "updated": dataset.release[:10], "extension": about}
    yield dumps(head).encode()[:-1] + b',"link":{"item":['
    for n, (one, frame) in enumerate(zip(dataset.indicators, dataset.values(), strict=True)):
        yield (b"," if n else b"") + dumps(cube(dataset, one, frame) | {"extension": _beside(frame)}).encode()
    yield b"]}}"


def cube(dataset: Dataset, one: Indicator, frame: pd.DataFrame) -> dict:
    """A dataset without extension. frame: typed values of the indicator."""
    text, unit = one.text[dataset.language], dataset.catalogue.units[one.unit]
    title = text.title.replace("\u00ad", "")
    named = frame.drop_duplicates("area_id").set_index("area_id")["area_name"].to_dict()
    years = sorted(set(frame["year"]))
    full = _full(frame)
    about = {"label": getattr(unit, dataset.language), "decimals": one.decimals}
    indicator = {
        "index": [one.id], "label": {one.id: title}, "unit": {one.id: about},
        "note": {one.id: [text.description, text.note, text.watch]},
    }  # fmt: skip
    dimensions = {
        "indicator": {"label": dataset.words["column.indicator"], "category": indicator},
        "area": {"label": dataset.words["column.area_name"], "category": {"index": list(named), "label": named}},
        "year": {"label": dataset.words["column.year"], "category": {"index": [str(year) for year in years]}},
    }  # fmt: skip
    sources = dataset.tables("sources")
    used = {part for joined in frame["source"].dropna().unique() for part in joined.split(";")}
    names = sources.loc[sources["source"].isin(used), "attribution"].unique()
    return VERSION | {
        "class": "dataset", "label": title, "source": "; ".join(names), "updated": dataset.release[:10],
        "note": [text.unit_line], "id": list(dimensions), "size": [1, len(named), len(years)],
        "role": {"time": ["year"], "geo": ["area"], "metric": ["indicator"]}, "dimension": dimensions,
        "value": [plain(cell) for cell in full["value"].tolist()], "status": [plain(cell) for cell in full["status"].tolist()],
    }  # fmt: skip


def _full(frame: pd.DataFrame) -> pd.DataFrame:
    """A row for every area and year, areas first, in the order of the dimensions."""
    areas, years = frame["area_id"].drop_duplicates(), sorted(set(frame["year"]))
    index = pd.MultiIndex.from_product([areas, years], names=["area_id", "year"])
    full = frame.set_index(["area_id", "year"]).reindex(index)
    return full.astype("object").where(full.notna(), None)


def _beside(frame: pd.DataFrame) -> dict:
    """The other columns: arrays in the order of `value`; one text where it is the same for all; levels by area."""
    full = _full(frame)
    levels = frame.drop_duplicates("area_id").set_index("area_id")["level"].to_dict()
    arrays = {name: [plain(cell) for cell in full[name].tolist()] for name in BESIDE}
    first = frame.iloc[0] if len(frame) else {"unit": None, "comparability": None}
    return {"unit": first["unit"], "comparability": first["comparability"], "level": levels} | arrays
