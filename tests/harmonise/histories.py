"""Random territorial histories: municipalities that are recoded, merged, absorbed or split on a few dates."""

from __future__ import annotations

import pandas as pd
from hypothesis import strategies as st

DATES = ("2001-01-01", "2004-07-15", "2010-01-01", "2019-01-01")
DAYS = ("2000-01-01", "2003-01-01", "2004-07-15", "2009-12-31", "2018-01-01", "2026-01-01")
COLUMNS = ["date", "from_id", "to_id", "kind", "share_persons", "share_dwellings", "share_area", "exact"]


@st.composite
def histories(draw, splits: bool = True) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(areas, changes) as data/reference writes them. Without splits all counts can be carried exactly forwards."""
    born = {f"A{number}": "" for number in range(draw(st.integers(2, 7)))}
    died: dict[str, str] = {}
    rows = []
    for day, before in zip(DATES, ("2000-12-31", "2004-07-14", "2009-12-31", "2018-12-31"), strict=True):
        standing = [area for area in born if area not in died]
        gone = draw(st.lists(st.sampled_from(standing), unique=True, max_size=len(standing) - 1))
        stay = [area for area in standing if area not in gone]
        new = [f"N{day[:4]}_{number}" for number in range(draw(st.integers(0, len(gone))))]
        for area in gone:
            targets = draw(st.lists(st.sampled_from(new + stay), unique=True, min_size=1, max_size=3 if splits else 1))
            parts = draw(st.lists(st.integers(1, 99), min_size=len(targets), max_size=len(targets)))
            for target, part in zip(targets, parts, strict=True):
                share = part / sum(parts)
                rows.append((day, area, target, "split" if len(targets) > 1 else "merge", share, share, share, len(targets) == 1))
            died[area] = before
        born |= {target: day for target in new if any(row[0] == day and row[2] == target for row in rows)}
    changes = pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(COLUMNS[4:7], float))
    areas = pd.DataFrame({
        "area_id": list(born), "level": "municipality", "country": "BE",
        "valid_from": list(born.values()), "valid_to": [died.get(area, "") for area in born],
    })  # fmt: skip
    return areas, changes.astype({"exact": bool})


def counted(figures: dict[str, float], day: str, measure: str = "population") -> pd.DataFrame:
    """schema.MEASURES of one measure on the territory of a day."""
    return pd.DataFrame({
        "measure": measure, "area_id": list(figures), "year": int(day[:4]), "ref_date": day, "territory": day,
        "value": list(figures.values()), "status": "A", "reason": None, "precision": None, "source": "t", "file": "f", "row": "1",
    }).astype({"value": float})  # fmt: skip
