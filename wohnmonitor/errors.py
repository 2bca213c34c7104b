"""Every error a user can meet, as one tree.

WohnmonitorError
├── CallError          the call was wrong (exit code 2): unknown id, absurd range, malformed option
│   └── UnknownError   an id that does not exist; lists what is close and what exists
├── CatalogueError     a declaration in indicators/ or data/reference/ is wrong
├── SourceError        a publisher's file cannot be used
│   └── LayoutError    it is recognised, but its layout moved
├── TerritoryError     a code outside its vintage, or an area that no table knows
├── CheckError         the built release holds bad rows and is not published
└── StoreError         no release, an unreadable release, a folder that cannot be written
    └── LockedError    another process writes in the folder

Each says where, what was found, what was expected, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class WohnmonitorError(Exception):
    """Base of all errors; `str(error)` is one readable paragraph."""

    exit_code = 1

    def __init__(self, where: str, found: str = "", expected: str = "", todo: str = ""):
        self.where, self.found, self.expected, self.todo = where, found, expected, todo
        parts = [where]
        if found:
            parts.append(f"found: {found}")
        if expected:
            parts.append(f"expected: {expected}")
        if todo:
            parts.append(f"what to do: {todo}")
        super().__init__("; ".join(parts))

    def parts(self) -> dict[str, str]:
        """The four answers, by name, as a log tells them."""
        return {"where": self.where, "found": self.found, "expected": self.expected, "todo": self.todo}


class CallError(WohnmonitorError):
    """The call was wrong; nothing was tried."""

    exit_code = 2


class UnknownError(CallError):
    """An id that does not exist, with the closest ones that do.

    `kind` is a word such as "indicator"; `known` are all ids of that kind.
    """

    def __init__(self, kind: str, found: str, known: Iterable[str], todo: str = ""):
        self.kind, self.known = kind, sorted(known)
        self.close = get_close_matches(found, self.known, n=3, cutoff=0.5)
        shown = ", ".join(self.known[:12]) + (" …" if len(self.known) > 12 else "")
        hint = f"did you mean {' or '.join(self.close)}?" if self.close else todo
        super().__init__(f"unknown {kind}", found[:80], shown, hint)


class CatalogueError(WohnmonitorError):
    """A declared file is wrong: `where` is file and key."""


class SourceError(WohnmonitorError):
    """A publisher's file cannot be used. `kind`: why, as the page of sources has words for it."""

    kind = "unusable"


class LayoutError(SourceError):
    """A recognised file whose layout moved: names what moved, side by side."""

    kind = "layout"


class TerritoryError(WohnmonitorError):
    """A code that is not valid at the date of its file, or an unknown area."""


class CheckError(WohnmonitorError):
    """Checks found bad rows; the release is not published."""


class StoreError(WohnmonitorError):
    """The store cannot be read or written."""


class LockedError(StoreError):
    """Another process writes in the data folder: says who, since when."""
