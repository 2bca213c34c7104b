"""Each source against its publisher's calendar: last success, age, what is due, last error."""

from __future__ import annotations

from datetime import date

import pandas as pd

from wohnmonitor import journal
from wohnmonitor.catalogue import Catalogue
from wohnmonitor.declared import Calendar

COLUMNS = [
    "source", "publisher", "number", "title", "licence", "newest_year", "edition", "last_success", "age_days", "calendar", "due_since",
    "last_error", "kind", "message",
]  # fmt: skip


def freshness(
    catalogue: Catalogue, calendar: Calendar, state: dict, editions: pd.DataFrame, newest: dict[str, int], today: date
) -> pd.DataFrame:
    """COLUMNS, one row for each declared table that gives figures, by publisher. Key: source.

    state: journal.read(). editions: table `file` of a release (source, release). newest: source -> newest year with a figure.
    edition: what the publisher calls the file, or its date, as far as known; it stands for the last success where the journal has
    none. A source without either is of unknown age, and nothing is said to be due.
    """
    named = editions.loc[editions["release"].fillna("") != ""].groupby("source")["release"].max().to_dict()
    rows = []
    for source, table in catalogue.tables.items():
        if not table.take:
            continue
        known = state["sources"].get(source, {})
        success, due = journal.day_of(known.get("succeeded")), calendar.of(source)
        last = success or _day_of_edition(named.get(source, ""))
        since = due.since(last, today) if due and last else None
        rows.append({
            "source": source, "publisher": catalogue.publishers[table.publisher].name, "number": table.number, "title": table.title,
            "licence": catalogue.table_licence(source), "newest_year": newest.get(source), "edition": named.get(source, ""),
            "last_success": success, "age_days": (today - last).days if last else None, "calendar": due.told if due else "",
            "due_since": since, "last_error": journal.day_of(known.get("failed")),
            "kind": known.get("kind", ""), "message": known.get("message", ""),
        })  # fmt: skip
    frame = pd.DataFrame(rows, columns=COLUMNS).astype({"newest_year": "Int64", "age_days": "Int64"})
    return frame.sort_values(["publisher", "number", "source"], ignore_index=True)


def _day_of_edition(edition: str) -> date | None:
    """2025-10-21, or the first of a month: 2025-09."""
    return journal.day_of(edition) or journal.day_of(f"{edition}-01")
