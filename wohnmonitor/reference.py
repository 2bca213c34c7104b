"""data/reference/: areas, their codes, membership and changes. Small tables, committed, edited by hand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from wohnmonitor.errors import CatalogueError


@dataclass(frozen=True)
class Reference:
    """area, code, membership, change, alias: frames of text, empty where a cell is empty.

    Keys: area_id; scheme, code, valid_from; municipality_id, level; date, from_id, to_id; area_id, name.
    """

    area: pd.DataFrame
    code: pd.DataFrame
    membership: pd.DataFrame
    change: pd.DataFrame
    alias: pd.DataFrame

    def today(self) -> pd.DataFrame:
        """Areas of today at every level of the monitor."""
        ids = set(self.membership["municipality_id"]) | set(self.membership["area_id"])
        return self.area[self.area["area_id"].isin(ids)]

    def district_at_code(self) -> dict[str, str]:
        """Municipality -> the district of its own code: of today, and the former German ones by their key."""
        now = self.membership[self.membership["level"] == "district"].set_index("municipality_id")["area_id"].to_dict()
        known = set(self.area["area_id"])
        old = {a: a[:8] for a in known if a.startswith("DE_") and len(a) == 11 and a[:8] in known}
        return old | now


@cache
def load_reference(folder: Path) -> Reference:
    """Read the five tables. Raises CatalogueError where one is missing."""

    def table(name: str) -> pd.DataFrame:
        path = folder / f"{name}.csv"
        if not path.is_file():
            raise CatalogueError(f"data/reference/{name}.csv", "nothing", "a table", "restore it from the repository")
        return pd.read_csv(path, dtype="str", keep_default_na=False)

    change = table("area_change")
    for column in ("share_persons", "share_dwellings", "share_area"):
        change[column] = pd.to_numeric(change[column]).fillna(0.0)
    change["exact"] = change["exact"].str.lower().eq("true")
    return Reference(table("area"), table("code"), table("membership"), change, table("area_alias"))
