"""Where things live. The only module that knows folders; nothing here opens a file."""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def _beside_package(name: str) -> Path:
    """A folder inside the installed wheel, or of the checkout."""
    shipped = PACKAGE / "_shipped" / name
    return shipped if shipped.is_dir() else PACKAGE.parent / name


def catalogue_dir() -> Path:
    """The declarations: sources, measures, themes, one file per indicator."""
    return _beside_package("indicators")


def reference_dir() -> Path:
    """Areas, codes, membership, area changes."""
    return _beside_package("data") / "reference"


def snapshot_dir() -> Path:
    """What the pipeline computed and the repository ships."""
    return _beside_package("data") / "snapshot"


def data_dir(given: str | Path | None = None) -> Path:
    """Where releases live: the argument, WOHNMONITOR_DATA_DIR, data/ of the checkout one stands in, the user's data folder."""
    if given:
        return Path(given).expanduser()
    if from_env := os.environ.get("WOHNMONITOR_DATA_DIR"):
        return Path(from_env).expanduser()
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "wohnmonitor" / "schema.py").is_file() and (folder / "data").is_dir():
            return folder / "data"
    if os.name == "nt":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "wohnmonitor"


def releases_dir(data: Path) -> Path:
    """The databases and CURRENT."""
    return data / "releases"


def raw_dir(data: Path) -> Path:
    """Publishers' files, a folder for each table: what was fetched and what people put there."""
    return data / "raw"


def boundaries_dir(data: Path) -> Path:
    """Outlines drawn from what was fetched, a file for each vintage."""
    return data / "boundaries"
