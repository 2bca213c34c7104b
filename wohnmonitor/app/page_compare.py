"""Areas side by side across borders: every figure that at least two of them have, with the grade of the borders between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from statistics import pstdev

from wohnmonitor.app.desk import GROUP, Desk, Place, Subject
from wohnmonitor.app.outstanding import COUNT, plain_title, with_unit
from wohnmonitor.app.text import EN_DASH, Text
from wohnmonitor.app.view import UNRELIABLE
from wohnmonitor.declared import Indicator
from wohnmonitor.figures import mini

PAGE = "compare"
LARGEST = 5
FEWEST = 10
"""Municipalities below which a spread says nothing."""


def sideways(name: str, heads: str, rows: str) -> str:
    """A table of areas side by side that scrolls under its first column, called `name`; heads and rows are its cells and lines."""
    return (
        f'<div class="wm-scroll wm-sideways" role="group" tabindex="0" aria-label="{name}"><table class="wm-table wm-beside-table">'
        f'<caption class="wm-unseen">{name}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def sources(desk: Desk, rows: Iterable[Mapping | None], t: Text) -> str:
    """The publishers of rows, and whose compilation this is."""
    known = desk.facts.catalogue
    used = {part for row in rows if row is not None for part in str(row["source"]).split(";")}
    offices = dict.fromkeys(known.publishers[known.tables[one].publisher].name for one in sorted(used) if one in known.tables)
    return f"<p data-beneath>{escape(t('profile.sources', list=', '.join(offices), release=desk.facts.release))}</p>"


@dataclass(frozen=True)
class Row:
    """One indicator of all subjects. `found`: its row of each, None where it has no value; `year`: the common year, None where each
    has its newest; `alike`: whether the values may stand on one scale; `grade`: the weakest of the borders between those with values."""

    indicator: Indicator
    found: tuple[dict | None, ...]
    year: int | None
    alike: bool
    grade: str


class Comparison:
    """Two to ten subjects in one language. `link(page, **parameters)` -> address of a page of the monitor."""

    def __init__(self, desk: Desk, subjects: Sequence[Subject], t: Text, link):
        self.desk, self.subjects, self.t, self.link = desk, list(subjects), t, link
        self.names = [desk.name(subject, t.language) for subject in subjects]

    @cached_property
    def rows(self) -> list[Row]:
        """Indicators that at least two have, by theme."""
        return [row for one in self.desk.facts.indicators if one in self.desk.facts.valued and (row := self.row(one)) is not None]

    @cached_property
    def address(self) -> dict[str, str]:
        """The subjects as an address names them."""
        own = ";".join(filter(None, (subject.own for subject in self.subjects)))
        return {"areas": ",".join(subject.key for subject in self.subjects), "group": own}

    @cached_property
    def level(self) -> str | None:
        """The level that all are of, None where they differ or are groups."""
        levels = {subject.level for subject in self.subjects}
        return next(iter(levels)) if len(levels) == 1 and GROUP not in levels else None

    def row(self, indicator: str) -> Row | None:
        """The newest common year of those that have the figure; each its newest where they never meet. None for fewer than two."""
        series = [self.desk.valued(subject, indicator) for subject in self.subjects]
        have = [{row["year"] for row in rows} for rows in series if rows]
        if len(have) < 2:
            return None
        year = max(set.intersection(*have), default=None)
        found = tuple(next((row for row in reversed(rows) if year in (None, row["year"])), None) for rows in series)
        declared = self.desk.facts.catalogue.indicators[indicator]
        countries = self._countries(found)
        grades = [grade for pair, grade in declared.grade.items() if set(pair.split("-")) <= countries and grade != "-"]
        return Row(declared, found, year, declared.may("scale", countries), max(grades, default=""))

    def _countries(self, found: Sequence[dict | None]) -> set[str]:
        """Countries of those that have a value."""
        have = [subject for subject, row in zip(self.subjects, found, strict=True) if row is not None]
        return {code for subject in have for code in self.desk.countries(subject)}

    def html(self) -> str:
        """The part of `main` under the chosen areas."""
        known = self.desk.facts.catalogue
        by_theme: dict[str, list[Row]] = {known.indicators[one].theme: [] for one in self.desk.facts.indicators}
        for row in self.rows:
            by_theme[row.indicator.theme].append(row)
        tables = "".join(self._table(theme, known.themes[theme].title[self.t.language], rows) for theme, rows in by_theme.items())
        return f"{self._largest()}{tables}{self._notes()}"

    def _spread(self, row: Row) -> float:
        """How far apart the values lie, in standard deviations of the municipalities; 0 where that cannot be said."""
        counts = self.desk.facts.catalogue.units[row.indicator.unit].kind == COUNT
        values = [found["value"] for found in row.found if found is not None and found["status"] != UNRELIABLE]
        if row.indicator.id not in self.desk.indicators or counts or row.year is None or not row.alike or len(values) < 2:
            return 0
        every = [v for by_area in self.desk.values(row.indicator.id, "municipality", row.year).values() for v in by_area.values()]
        spread = pstdev(every) if len(every) >= FEWEST else 0
        return (max(values) - min(values)) / spread if spread else 0

    def _largest(self) -> str:
        t = self.t
        order = sorted(((self._spread(row), number) for number, row in enumerate(self.rows)), key=lambda one: (-one[0], one[1]))
        items = "".join(f"<li>{self._said(self.rows[number])}</li>" for spread, number in order[:LARGEST] if spread > 0)
        rule = f'<p class="wm-note">{escape(t("compare.most_rule"))}</p>'
        said = f"<ul>{items}</ul>{rule}" if items else f"<p>{escape(t('compare.most_none'))}</p>"
        name = escape(t("compare.most"))
        return f'<section class="wm-largest" data-picture="{name}"><h2 class="wm-small-head">{name}</h2>{said}</section>'

    def _said(self, row: Row) -> str:
        have = [(found["value"], name) for found, name in zip(row.found, self.names, strict=True) if found is not None]
        low, high = min(have), max(have)
        said = self.t(
            "compare.span", low=low[1], high=high[1], year=row.year,
            low_value=with_unit(self.desk, row.indicator, low[0], self.t), high_value=with_unit(self.desk, row.indicator, high[0], self.t),
        )  # fmt: skip
        return f"<b>{escape(plain_title(row.indicator, self.t))}</b>: {escape(said)}"

    def _table(self, theme: str, title: str, rows: list[Row]) -> str:
        t = self.t
        heads = "".join(
            f'<th scope="col" class="wm-number"><span class="wm-badge wm-badge-{number % 5 + 1}" aria-hidden="true">{number + 1}</span> '
            f"{escape(name)}</th>"
            for number, name in enumerate(self.names)
        )
        if len(self.subjects) == 2:
            heads += f'<th scope="col" class="wm-number">{escape(t("compare.difference"))}</th>'
        strip = f'<th scope="col" class="wm-col-strip">{escape(t("compare.among"))}</th>' if self.level == "municipality" else ""
        if not rows:
            return f'<section class="wm-topic"><h2>{escape(title)}</h2>{self._alone(theme)}</section>'
        body = "".join(self._row(row) for row in rows)
        name = escape(t("compare.table", theme=title))
        every = f'<th scope="col">{escape(t("profile.indicator"))}</th>{heads}{strip}<th scope="col">{escape(t("profile.grade"))}</th>'
        table = sideways(name, every, body)
        return f'<section class="wm-topic" data-picture="{escape(title)}"><h2>{escape(title)}</h2>{table}{self._alone(theme)}</section>'

    def _row(self, row: Row) -> str:
        t, declared = self.t, row.indicator
        unit = self.desk.facts.catalogue.units[declared.unit]
        when = str(row.year) if row.year else t("compare.newest")
        beside = ", ".join(filter(None, ["" if unit.kind == "index" else getattr(unit, t.language), when]))
        href = escape(self.link("", indicator=declared.id, **self.address))
        within = "" if row.alike else f'<span class="wm-beside">{escape(t("compare.within"))}</span>'
        name = f'<a href="{href}">{escape(plain_title(declared, t))}</a><span class="wm-beside">{escape(beside)}</span>{within}'
        cells = "".join(self._cell(row, number) for number in range(len(self.subjects)))
        if len(self.subjects) == 2:
            cells += f'<td class="wm-number">{self._difference(row)}</td>'
        if self.level == "municipality":
            cells += f'<td class="wm-col-strip">{self._strip(row)}</td>'
        return f'<tr><th scope="row">{name}</th>{cells}<td>{self._grade(row)}</td></tr>'

    def _cell(self, row: Row, number: int) -> str:
        t, declared, subject, found = self.t, row.indicator, self.subjects[number], row.found[number]
        if found is None:
            reason = self.desk.why(subject, declared.id, self.desk.series(subject, declared.id))
            words = f'<span class="wm-beside">{escape(t(f"reason.{reason}"))}</span>'
            return f'<td class="wm-number"><span class="wm-gap wm-gap-{reason}" aria-hidden="true"></span>{words}</td>'
        said = [f"<b>{t.number(found['value'], declared.decimals, sign=declared.formula.type == 'growth')}</b>"]
        if row.year is None:
            said.append(f'<span class="wm-beside">{int(found["year"])}</span>')
        if not row.alike and (place := self._rank(subject, declared, found)):
            said.append(f'<span class="wm-beside">{escape(t("compare.rank", rank=t.number(place.rank), n=t.number(place.of)))}</span>')
        if status := t.status("A" if found["status"] in "AB" else found["status"], found["source"]):
            said.append(f'<span class="wm-status">{escape(status)}</span>')
        return f'<td class="wm-number">{"".join(said)}</td>'

    def _rank(self, subject: Subject, declared: Indicator, found: dict) -> Place | None:
        """The place among the areas of its level and country, where there are enough of them."""
        return self.desk.place_at_home(subject, declared.id, found)

    def _difference(self, row: Row) -> str:
        first, second = row.found
        if first is None or second is None or row.year is None or not row.alike:
            return EN_DASH
        return f"<b>{self.t.number(second['value'] - first['value'], row.indicator.decimals, sign=True)}</b>"

    def _strip(self, row: Row) -> str:
        if row.year is None or not row.alike:
            return ""
        countries = self._countries(row.found)
        here = self.desk.values(row.indicator.id, "municipality", row.year)
        every = [v for code, values in here.items() if row.indicator.may("scale", {code, *countries}) for v in values.values()]
        own = [None if one is None else float(one["value"]) for one in row.found]
        return mini.strip(every, own, self.desk.facts.catalogue.units[row.indicator.unit].kind == COUNT)

    def _grade(self, row: Row) -> str:
        if not row.grade:
            return f'<span class="wm-quiet">{escape(self.t("compare.one_country"))}</span>'
        pairs = self.t("list.part").join(f"{pair.replace('-', EN_DASH)} {one}" for pair, one in row.indicator.grade.items())
        return f'<span class="wm-grade wm-grade-{row.grade.lower()}" title="{escape(pairs)}">{row.grade}</span>'

    def _alone(self, theme: str) -> str:
        """What fewer than two of them have."""
        shown = {row.indicator.id for row in self.rows}
        declared = self.desk.facts.catalogue.indicators
        others = [declared[one] for one in self.desk.facts.indicators if declared[one].theme == theme and one not in shown]
        if not others:
            return ""
        names = escape(", ".join(plain_title(one, self.t) for one in others))
        return f'<p class="wm-without"><b>{escape(self.t("compare.alone"))}</b> {names}.</p>'

    def _notes(self) -> str:
        t = self.t
        keys = ["compare.note_year", *(["compare.note_difference"] if len(self.subjects) == 2 else []), "compare.note_grade"]
        notes = "".join(f"<p{' data-beneath' if key == 'compare.note_grade' else ''}>{escape(t(key))}</p>" for key in keys)
        notes += sources(self.desk, (one for row in self.rows for one in row.found), t)
        return f'<section class="wm-notes"><h2 class="wm-small-head">{escape(t("profile.notes"))}</h2>{notes}</section>'
