"""Pages on how the monitor is kept up to date: the sources and their state, and what a release changes in the one before."""

from __future__ import annotations

from datetime import date

import pandas as pd

from wohnmonitor.app.blocks import LINE, Block, Code, Heading, Items, Link, Paragraph, Part, Quiet, Strong, Table
from wohnmonitor.app.method import Book, title_of
from wohnmonitor.app.text import EN_DASH, Text
from wohnmonitor.changelog import COUNTED, Changes, over_years, years_of

SOURCES, RELEASES = "sources", "releases"
KINDS = ("layout", "missing", "silent", "kept_out", "unusable")
"""Why a source could not be read: SourceError.kind."""
SHARES = ("revised", "new_year")
"""Checks whose limit is a share."""


def sources(book: Book, frame: pd.DataFrame, months: dict[str, tuple[int, ...]], failed: bool, t: Text) -> list[Block]:
    """Every table by publisher: licence, newest year, last success, calendar, what is due.

    frame: freshness(). months: source -> months of release. failed: whether the last run did.
    """
    due = int(frame["due_since"].notna().sum())
    told = t("sources.summary", n=len(frame), publishers=frame["publisher"].nunique(), due=due)
    blocks: list[Block] = [
        Heading(1, t("sources.title")),
        Paragraph(t("sources.lead"), "lead"),
        Paragraph(told),
        Paragraph((Link(t("sources.changes"), f"{RELEASES}?lang={t.language}"),), "ways"),
    ]
    amiss = frame[frame["due_since"].notna() | frame["last_error"].notna()]
    if len(amiss):
        blocks.append(Items(tuple(_amiss(book, row, t) for row in amiss.itertuples())))
    if failed:
        blocks.append(Paragraph((Strong(t("sources.run_failed")),)))
    head = tuple(t(f"sources.{name}") for name in ("table", "licence", "newest", "success", "calendar", "state"))
    for publisher_id, publisher in sorted(book.catalogue.publishers.items(), key=lambda item: item[1].name):
        here = frame[[book.catalogue.tables[source].publisher == publisher_id for source in frame["source"]]]
        if here.empty:
            continue
        rows = tuple(_source(book, row, months.get(row.source, ()), t) for row in here.itertuples())
        url = (" ", Link(publisher.url.removeprefix("https://"), publisher.url)) if publisher.url.startswith("https:") else ()
        blocks += [
            Heading(2, publisher.name, publisher_id),
            Paragraph((t("sources.attribution", text=publisher.attribution), *url), "quiet"),
            Table(t("sources.caption", publisher=publisher.name), head, rows, "log"),
        ]
    return blocks


def _amiss(book: Book, row, t: Text) -> tuple[Part, ...]:
    """A table that is due, or that could not be read anew."""
    where = Link(f"{row.publisher}, {row.number or row.title}", f"#{book.catalogue.tables[row.source].publisher}")
    due = [t("sources.due", date=t.date(row.due_since))] if pd.notna(row.due_since) else []
    return where, ": ", t("list.part").join([*due, *_failed(row, t)])


def _source(book: Book, row, months: tuple[int, ...], t: Text) -> tuple[tuple[Part, ...], ...]:
    table = book.catalogue.tables[row.source]
    name = (row.number or row.title, *((LINE, Quiet(row.title)) if row.number else ()), LINE, Code(row.source))
    licence = (t.licence(row.licence), *(() if table.ship else (LINE, Quiet(t("sources.not_shipped")))))
    year = EN_DASH if pd.isna(row.newest_year) else str(row.newest_year)
    return name, licence, (year,), _success(row, t), (_calendar(months, t),), _state(row, months, t)


def _success(row, t: Text) -> tuple[Part, ...]:
    edition = (LINE, Quiet(t("sources.edition", edition=row.edition))) if row.edition else ()
    if pd.isna(row.last_success):
        return t("sources.snapshot"), *edition
    ago = t.count("sources.age", int(row.age_days)) if row.age_days else t("sources.today")
    return t.date(row.last_success), LINE, Quiet(ago), *edition


def _calendar(months: tuple[int, ...], t: Text) -> Part:
    if not months:
        return Quiet(t("sources.unknown"))
    if len(months) == 12:
        return t("sources.monthly")
    return t("sources.months", months=", ".join(t.months[month - 1] for month in months))


def _state(row, months: tuple[int, ...], t: Text) -> tuple[Part, ...]:
    failed = [part for said in _failed(row, t) for part in (LINE, said)]
    if pd.notna(row.due_since):
        return Strong(t("sources.due", date=t.date(row.due_since))), *failed
    known = months and pd.notna(row.age_days)
    return (t("sources.fine") if known else Quiet(t("sources.open"))), *failed


def _failed(row, t: Text) -> list[str]:
    """Since when and why it could not be read, if so."""
    why = row.kind if row.kind in KINDS else "unusable"
    return [] if pd.isna(row.last_error) else [t("sources.failed", date=t.date(row.last_error), why=t(f"sources.why.{why}"))]


def releases(book: Book, changes: Changes | None, at_hand: pd.DataFrame, release: str, draft: bool, t: Text) -> list[Block]:
    """What `release` changes in the one before it, by source and by indicator, and the releases at hand (history.releases).

    draft: it was never published.
    """
    blocks: list[Block] = [Heading(1, t("releases.title")), Paragraph(t("releases.lead"), "lead")]
    blocks.append(Paragraph((Link(t("releases.sources"), f"{SOURCES}?lang={t.language}"),), "ways"))
    if draft:
        blocks.append(Paragraph((Strong(t("releases.draft")),)))
    if changes is None:
        return [*blocks, Paragraph(t("releases.first", release=release)), *_at_hand(at_hand, release, t)]
    blocks.append(Paragraph(t("releases.against", release=changes.after, before=changes.before)))
    if changes.beyond.empty:
        blocks.append(Paragraph(t("releases.inside")))
    else:
        head = tuple(t(f"releases.{name}") for name in ("check", "where", "found", "at_most"))
        rows = tuple(_beyond(book, row, t) for row in over_years(changes.beyond).itertuples())
        title = t("releases.beyond")
        blocks += [Heading(2, title, "beyond"), Paragraph(t("releases.beyond_lead")), Table(title, head, rows, "log")]
    for title, frame, first in (
        (t("releases.by_source"), changes.sources, ("source", "measure")),
        (t("releases.by_indicator"), changes.indicators, ("indicator",)),
    ):
        blocks.append(Heading(2, title, first[0]))
        if frame.empty:
            blocks.append(Paragraph(t("releases.none")))
            continue
        head = tuple(t(f"releases.{name}") for name in (first[0], *COUNTED, "years", "largest"))
        blocks.append(Table(title, head, tuple(_changed(book, row, first, t) for row in frame.itertuples()), "log"))
    return [*blocks, *_at_hand(at_hand, release, t)]


def _table(book: Book, source: str) -> str:
    table = book.catalogue.tables.get(source)
    return (table.number or table.title) if table else source


def _area(book: Book, area_id: str, t: Text) -> str:
    if area_id in ("BE", "NL", "DE"):
        return t.country(area_id)
    return book.names.get(area_id, area_id)


def _beyond(book: Book, row, t: Text) -> tuple[tuple[Part, ...], ...]:
    share = row.check in SHARES
    amount, at_most = (t.with_unit(100 * x, "%") if share else t.number(x) for x in (row.amount, row.at_most))
    where = (_table(book, row.source) if row.source else "", _area(book, row.area_id, t), years_of(row, EN_DASH))
    told = (Code(row.measure), LINE, Quiet(", ".join(filter(None, where)))) if row.measure else (", ".join(filter(None, where)),)
    return (t(f"check.{row.check}"),), told, (amount,), (at_most,)


def _changed(book: Book, row, first: tuple[str, ...], t: Text) -> tuple[tuple[Part, ...], ...]:
    if first[0] == "source":
        name: tuple[Part, ...] = (_table(book, row.source), LINE, Code(row.measure))
        decimals = 2
    else:
        one = book.catalogue.indicators.get(row.indicator)
        name = (Link(title_of(one, t.language), f"method?indicator={one.id}&lang={t.language}"),) if one else (Code(row.indicator),)
        decimals = one.decimals if one else 2
    counts = ((t.number(getattr(row, part)) if getattr(row, part) else EN_DASH,) for part in COUNTED)
    years = years_of(row, EN_DASH)
    if pd.isna(row.year):
        return name, *counts, (years,), (EN_DASH,)
    old, new = (t.number(x, decimals if x % 1 else 0) for x in (row.old, row.new))
    return name, *counts, (years,), (t("releases.moved", area=_area(book, row.area_id, t), year=int(row.year), old=old, new=new),)


def _at_hand(at_hand: pd.DataFrame, shown: str, t: Text) -> list[Block]:
    head = tuple(t(f"releases.{name}") for name in ("date", "release", "published", "kept"))
    rows = []
    for row in at_hand.sort_values("date", ascending=False, kind="stable").itertuples():
        link = Strong(row.Index) if row.Index == shown else Link(row.Index, f"{RELEASES}?release={row.Index}&lang={t.language}")
        day: date = row.date.date()
        rows.append(((t.date(day),), (link,), (t("releases.current") if row.published else EN_DASH,), (t(f"releases.{row.kept}"),)))
    return [Heading(2, t("releases.others"), "others"), Table(t("releases.others"), head, tuple(rows))]
