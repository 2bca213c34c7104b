"""New figures beside the last good ones: what stands, and whether a source still counts what it counted.

keep(last, fresh) -> what a release is built from. moved(last, fresh) -> (source, what was found, what was expected) of each source
whose figures no longer fit those it replaces.
"""

from __future__ import annotations

import pandas as pd

TIMES = 8
"""A factor between neighbouring years that no median of areas makes: the unit moved, or the decimal sign."""
REVISED = 1.5
"""The same between two states of one year."""
ENOUGH = 5
"""Areas that such a median needs."""
YEAR = ["source", "measure", "year"]


def keep(last: pd.DataFrame, fresh: pd.DataFrame) -> pd.DataFrame:
    """Both together, schema.MEASURES: a measure and year that a source hands out anew replaces what it had, everything else stays.

    A publisher that hands out its newest year alone takes no earlier one away.
    """
    anew = pd.MultiIndex.from_frame(fresh[YEAR].drop_duplicates())
    stays = last[~pd.MultiIndex.from_frame(last[YEAR]).isin(anew)]
    return pd.concat([part for part in (stays, fresh) if len(part)] or [fresh], ignore_index=True)


def moved(last: pd.DataFrame, fresh: pd.DataFrame) -> list[tuple[str, str, str]]:
    """One line a source: a year without figures, an area that is gone, or figures of another size. Frames: schema.MEASURES."""
    found: dict[str, tuple[str, str, str]] = {}
    for finder in (_empty, _gone, _sized):
        for source, what, expected in finder(last, fresh):
            found.setdefault(source, (source, what, expected))
    return sorted(found.values())


def _empty(last: pd.DataFrame, fresh: pd.DataFrame):
    had = last.groupby(YEAR)["value"].count()
    has = fresh.groupby(YEAR)["value"].count()
    both = pd.concat([had.rename("had"), has.rename("has")], axis=1, join="inner")
    for (source, measure, year), row in both[(both["had"] > 0) & (both["has"] == 0)].iterrows():
        yield source, f"no figure of {measure} for {year}", f"{row['had']} figures, as before"


def _gone(last: pd.DataFrame, fresh: pd.DataFrame):
    key = [*YEAR, "area_id"]
    again = last.merge(fresh[YEAR].drop_duplicates(), on=YEAR)
    again = again[again["value"].notna()]
    lost = again[~pd.MultiIndex.from_frame(again[key]).isin(pd.MultiIndex.from_frame(fresh[key]))]
    for (source, measure, year), rows in lost.groupby(YEAR):
        areas = sorted(rows["area_id"].unique())
        shown = ", ".join(areas[:6]) + (f" and {len(areas) - 6} more" if len(areas) > 6 else "")
        yield source, f"no row of {shown} in {measure} for {year}", "every area that stood there before"


def _sized(last: pd.DataFrame, fresh: pd.DataFrame):
    columns = ["source", "measure", "area_id"]
    was = last.loc[last["value"].fillna(0) != 0, [*columns, "year", "value"]]
    now = fresh.loc[fresh["value"].fillna(0) != 0, [*columns, "year", "value"]]
    same = now.merge(was, on=[*columns, "year"], suffixes=("", "_was"))
    yield from _of_another_size(same, REVISED, "the same year")
    seen = pd.MultiIndex.from_frame(same[["source", "measure"]].drop_duplicates())
    other = now[~pd.MultiIndex.from_frame(now[["source", "measure"]]).isin(seen)]
    newest = was.sort_values("year").drop_duplicates(columns, keep="last")
    yield from _of_another_size(other.merge(newest, on=columns, suffixes=("", "_was")), TIMES, "the last year that is known")


def _of_another_size(pairs: pd.DataFrame, most: float, year: str):
    pairs = pairs.assign(times=pairs["value"].abs() / pairs["value_was"].abs())
    grouped = pairs.groupby(["source", "measure"])
    size = pd.DataFrame({"times": grouped["times"].median(), "areas": grouped["area_id"].nunique()})
    for source, measure in size.index[(size["areas"] >= ENOUGH) & ((size["times"] > most) | (size["times"] < 1 / most))]:
        example = pairs[(pairs["source"] == source) & (pairs["measure"] == measure)].iloc[0]
        times = size.loc[(source, measure), "times"]
        yield (
            source,
            f"{measure} {_times(times)}: {example['area_id']} {example['value']:,.10g}",
            f"figures of the size they have: {example['value_was']:,.10g} in {year}; a unit or a decimal sign moved",
        )


def _times(times: float) -> str:
    return f"{times:,.4g} times as large" if times >= 1 else f"{1 / times:,.4g} times smaller"


def keep_files(last: pd.DataFrame, last_files: pd.DataFrame, fresh_files: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(`last` with its files under names of their own, all files). Key of a files frame: source, file.

    Where a file came anew under its old name, figures that stay still lead to the file they came from: NAME#CHECKSUM.
    """
    key = ["source", "file"]
    new = fresh_files.set_index(key)["sha256"]
    again = last_files.set_index(key)["sha256"]
    renamed = {at: f"{at[1]}#{sha[:8]}" for at, sha in again.items() if at in new.index and new[at] != sha}
    if renamed:
        last = last.assign(file=_renamed(last, renamed))
        last_files = last_files.assign(file=_renamed(last_files, renamed))
    return last, pd.concat([last_files, fresh_files], ignore_index=True).drop_duplicates(key, keep="last")


def _renamed(frame: pd.DataFrame, names: dict[tuple[str, str], str]) -> list[str]:
    return [names.get(at, at[1]) for at in zip(frame["source"], frame["file"], strict=True)]
