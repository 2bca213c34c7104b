"""Wohnmonitor: harmonised housing figures of the Euregio Meuse-Rhine, for notebooks.

>>> import wohnmonitor
>>> m = wohnmonitor.open()
>>> m.values("population", years=(2020, 2024), level="region").shape
(25, 19)
>>> m.map("population_density", year=2024).crs.to_epsg()
4326
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from wohnmonitor.notebook import Notebook

__all__ = ["open"]


def open(data_dir: str | Path | None = None, release: str | None = None) -> Notebook:
    """The published release, or the named one. Builds the first from the shipped snapshot where there is none.

    release: an id as `m.release` gives it. Of an older one, of which only the values are kept, there are values(),
    indicators(), cite() and changed_since(); whatever else is asked of it says so. Raises UnknownError for a release
    that is not at hand, StoreError for a folder that cannot be read.

    >>> m = wohnmonitor.open()
    >>> wohnmonitor.open(release=m.release).release == m.release
    True
    """
    from wohnmonitor.notebook import opened  # the package stays light for the command line

    return opened(data_dir, release)
