"""Events above the years: the declared ones, and mergers as the table of area changes has them."""

from __future__ import annotations

from datetime import date

from wohnmonitor.app.text import Text, text

MERGERS, SINCE = ("merge", "absorb"), 2018
"""Mergers since the first borders that are drawn."""


def events_for_scripts(facts, language: str) -> list[dict]:
    """What the page's scripts draw, in order of weight: at (year and part of it), c countries, a area ids, themes (none: all),
    t title, s sentence with source, card (what the card of a named area says)."""
    t = text(language)
    declared = [
        {
            "at": round(event.at, 3),
            "c": list(event.countries),
            "a": list(event.areas),
            "themes": list(event.themes),
            "t": event.title[language],
            "s": f"{event.text[language]} {t('event.source', source=event.source)}",
        }
        | ({"card": event.card[language]} if event.card else {})
        for event in facts.catalogue.events
    ]
    return declared + mergers(facts, t)


def mergers(facts, t: Text) -> list[dict]:
    """One event for each day on which municipalities merged, the latest first: who became what."""
    changes = facts.monitor.changes()
    changes = changes[changes["kind"].isin(MERGERS) & changes["to_id"].isin(facts.areas.keys())]
    found = []
    for day, rows in changes.groupby("date", sort=True):
        when = day if isinstance(day, date) else date.fromisoformat(str(day))
        if when.year < SINCE:
            continue
        parts: dict[str, list[str]] = {}
        for row in rows.itertuples():
            parts.setdefault(row.to_id, []).append(row.from_name or row.from_id)
        said = [f"{facts.name(to, t.language)} ({', '.join(dict.fromkeys(names))})" for to, names in parts.items()]
        found.append({
            "at": float(when.year), "c": sorted({area_id[:2] for area_id in parts}), "a": list(parts), "themes": [],
            "t": t("event.mergers", year=when.year), "s": t("event.merged", date=t.date(when), names="; ".join(said)),
        })  # fmt: skip
    return found[::-1]
