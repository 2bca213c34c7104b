"""Wohnmonitor: harmonised housing figures of the Euregio Meuse-Rhine, for notebooks.

    import wohnmonitor
    m = wohnmonitor.open()
    m.values("population", years=(2020, 2024), level="municipality")
    m.map("population_density", year=2024)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from wohnmonitor.notebook import Notebook

__all__ = ["open"]


def open(data_dir: str | Path | None = None, release: str | None = None) -> Notebook:
    """The published release, or the named one. Builds the first from the shipped snapshot where there is none.

    Raises StoreError.
    """
    from wohnmonitor.notebook import Notebook  # the package stays light for the command line

    return Notebook(data_dir, release)
