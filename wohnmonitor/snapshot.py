"""data/snapshot/: the measures the pipeline computed, as plain CSV that a reviewer can read in a diff.

measures/<measure>.csv, files.csv (which official files they came from) and the simplified boundaries. Written the same
byte for byte when nothing changed. Only figures whose licence lets us ship (`ship = true`) are in it; of other tables the
gaps, with reason `licence`.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from wohnmonitor import files
from wohnmonitor.errors import StoreError
from wohnmonitor.schema import MEASURES

FILES = ["file", "source", "sha256", "bytes", "release"]
_TEXT = dict.fromkeys(("area_id", "ref_date", "territory", "status", "reason", "source", "file", "row"), "str")


def normal(measures: pd.DataFrame) -> pd.DataFrame:
    """Order, types and digits of the snapshot: a release built from the files is the one built from the snapshot."""
    out = measures.assign(
        value=[float(f"{value:.10g}") for value in measures["value"]],
        precision=measures["precision"].astype(float),
        row=["" if pd.isna(row) or row == "" else str(int(row)) for row in measures["row"]],
        reason=measures["reason"].where(measures["reason"].notna(), None).astype("str"),
    )
    return out.sort_values(["measure", "source", "year", "territory", "area_id", "file"], kind="stable", ignore_index=True)[MEASURES]


def write_measures(folder: Path, measures: pd.DataFrame, files: pd.DataFrame) -> list[str]:
    """Write schema.MEASURES and FILES frames. Returns the names of files that changed."""
    target = folder / "measures"
    target.mkdir(parents=True, exist_ok=True)
    counts = files.groupby("source")["file"].nunique()
    alone = measures["source"].isin(counts.index[counts == 1])
    out = measures.assign(file=measures["file"].where(~alone, ""))
    changed = []
    for measure, rows in out.groupby("measure", sort=True):
        changed += _replace(target / f"{measure}.csv", _csv(rows[[c for c in MEASURES if c != "measure"]]))
    for stale in set(target.glob("*.csv")) - {target / f"{m}.csv" for m in out["measure"].unique()}:
        stale.unlink()
        changed.append(stale.name)
    return changed + _replace(folder / "files.csv", _csv(files[FILES].sort_values(["source", "file"])))


def read_measures(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(schema.MEASURES frame, FILES frame) of a snapshot. Raises StoreError where there is none."""
    paths = sorted((folder / "measures").glob("*.csv"))
    if not paths:
        raise StoreError(str(folder), "no measures", "measures/*.csv", "run wohnmonitor refresh --from DIR --snapshot")
    files = pd.read_csv(folder / "files.csv", dtype={"file": "str", "source": "str", "sha256": "str", "release": "str"})
    frames = [
        pd.read_csv(path, dtype=_TEXT, keep_default_na=False, na_values={"value": [""], "precision": [""]}).assign(measure=path.stem)
        for path in paths
    ]
    measures = pd.concat(frames, ignore_index=True)
    only = files.drop_duplicates("source", keep=False).set_index("source")["file"]
    measures["file"] = measures["file"].where(measures["file"] != "", measures["source"].map(only).fillna(""))
    measures["reason"] = measures["reason"].where(measures["reason"] != "", None)
    return measures[MEASURES], files


def write_geometry(folder: Path, files: dict[str, bytes]) -> list[str]:
    """Boundaries and context as name -> GeoJSON. Returns the names of files that changed."""
    (folder / "boundaries").mkdir(parents=True, exist_ok=True)
    return [name for path, content in sorted(files.items()) for name in _replace(folder / path, content)]


def _csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False, lineterminator="\n", float_format="%.10g").encode("utf-8")


def _replace(path: Path, content: bytes) -> list[str]:
    if path.exists() and path.read_bytes() == content:
        return []
    files.replace(path, content)
    return [path.name]
