"""The profile of an area: a page to read and two sheets of paper. Figures come from desk.py, sentences from outstanding.py."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from wohnmonitor.app.desk import UNRANKED, Desk, Figure, Place, Subject
from wohnmonitor.app.outstanding import COUNT, Sentence, cautions, changes, stands_out, title, written
from wohnmonitor.app.page_compare import sideways, sources
from wohnmonitor.app.text import EN_DASH, Text
from wohnmonitor.figures import mini
from wohnmonitor.figures.locator import locator

PAGE = "profile"
KEYS = 4
COLUMNS = ("name", "value", "trend", "strip", "emr", "country", "similar", "grade")
PLACES = ("strip", "emr", "country", "similar")
"""Columns of an area that has a place among others."""
FIRST_SHEET = 2
"""Themes on the first sheet of paper."""
ALIKE_NAMED = 3
MEMBERS_SHOWN, MEMBER_KEYS = 12, 6
"""Members of a group up to which each has a row with its figures, the first that may stand side by side; above, the names."""
FAR = 1.5
"""Distance in standard deviations from which on nobody is called similar."""


class Profile:
    """The profile of one subject in one language. `link(page, **parameters)` -> address of a page of the monitor."""

    def __init__(self, desk: Desk, subject: Subject, t: Text, link):
        self.desk, self.subject, self.t, self.link = desk, subject, t, link
        self.name = desk.name(subject, t.language)
        shown = [one for one in dict.fromkeys([*desk.indicators, *desk.profile.key]) if one in desk.facts.valued]
        self.figures = {one: desk.figure(subject, one) for one in shown}
        self.listed = [self.figures[one] for one in desk.indicators]
        self.similar = desk.similar(subject.id) if subject.level == "municipality" else None
        without = PLACES if subject.level in UNRANKED else ("similar",) if self.similar is None else ()
        self.columns = [one for one in COLUMNS if one not in without]

    def html(self) -> str:
        """The inside of `main`."""
        name = escape(self.t("profile.heading"))
        return (
            f'<article class="wm-profile"><header class="wm-profile-head" data-picture="{name}">{self._intro()}{self._locator()}</header>'
            f"{self._keys()}{self._tables()}{self._members()}{self._alike()}{self._notes()}</article>"
        )

    def _intro(self) -> str:
        t = self.t
        out, watch = self._sentences()
        return (
            f'<div class="wm-profile-intro"><p class="wm-kind">{escape(t("profile.heading"))}</p><h1>{escape(self.name)}</h1>'
            f'<p class="wm-sub">{escape(self._sub())}</p>'
            f'<p class="wm-lead">{escape(self._lead())}</p></div><div class="wm-said">{out}{watch}</div>'
        )

    def _sub(self) -> str:
        """What it is and where: kind, region, country, size, code."""
        t, facts, subject = self.t, self.desk.facts, self.subject
        if subject.members:
            return t("profile.members", n=t.number(len(subject.members)))
        row = facts.areas[subject.id]
        region = facts.region_of.get(subject.id)
        country = facts.country.get(subject.id)
        parts = [t(f"level_one.{subject.level}"), facts.name(region, t.language) if region else "", t.country(country) if country else ""]
        size = self._size(row)
        return ", ".join(filter(None, [*parts, size, t("profile.code", code=subject.id)]))

    def _size(self, row: dict) -> str:
        facts = self.desk.facts
        towns = facts.monitor.municipalities([self.subject.id]) if self.subject.level != "municipality" else [self.subject.id]
        sizes = [facts.areas[town].get("area_km2") for town in towns]
        return self.t.with_unit(sum(sizes), "km²", 1) if all(isinstance(size, float) and size == size for size in sizes) else ""

    def _lead(self) -> str:
        t, said = self.t, []
        if (people := self.figures.get("population")) is not None and people.row is not None:
            date, n = t.date(people.row["ref_date"].date()), t.number(people.value)
            earlier = {point[0]: point[1] for point in people.points}
            since = people.year - self.desk.profile.rules.span
            if since in earlier:
                change = people.value - earlier[since]
                key = "profile.residents" if change else "profile.residents_same"
                said.append(t(key, n=n, date=date, change=t.number(change, sign=True), year=since))
            else:
                said.append(t("profile.residents_only", n=n, date=date))
        if (homes := self.figures.get("dwellings")) is not None and homes.row is not None:
            said.append(t("profile.stock", n=t.number(homes.value), year=homes.year))
        if self.similar is not None and len(self.similar) and self.similar.iloc[0] < FAR:
            names = [self.desk.facts.name(area, t.language) for area in self.similar.index[:ALIKE_NAMED]]
            said.append(t("profile.alike", names=t.listed(names)))
        return " ".join(said)

    def _sentences(self) -> tuple[str, str]:
        t, most = self.t, self.desk.profile.rules.most
        out = stands_out(self.desk, self.subject, self.listed, t)
        moved, careful = changes(self.desk, self.subject, self.listed, t), cautions(self.desk, self.listed, t)
        watch = moved[: max(1, most - len(careful))] + careful
        nothing = "profile.unranked" if self.subject.level in UNRANKED else "profile.nothing_out"
        return self._list("out", out, most, nothing), self._list("watch", watch, most, "profile.nothing_watch")

    def _list(self, key: str, sentences: list[Sentence], most: int, nothing: str) -> str:
        t = self.t
        items = "".join(f"<li><b>{escape(one.head)}</b>: {escape(one.tail)}</li>" for one in sentences[:most])
        if len(sentences) > most:
            items += f'<li class="wm-quiet">{escape(t("profile.more", n=t.number(len(sentences) - most)))}</li>'
        inside = f"<ul>{items}</ul>" if items else f"<p>{escape(t(nothing))}</p>"
        return f'<section><h2 class="wm-small-head">{escape(t(f"profile.{key}"))}</h2>{inside}</section>'

    def _locator(self) -> str:
        facts = self.desk.facts
        members = self.subject.members or facts.monitor.municipalities([self.subject.id])
        words = f"{self.t('profile.place')}: {self.name}"
        drawn = locator(facts.geo, members, self.name, lambda area: facts.name(area, self.t.language), words)
        return f'<figure class="wm-place-map">{drawn}</figure>' if drawn else ""

    def _keys(self) -> str:
        t = self.t
        have = [self.figures[one] for one in self.desk.profile.key if one in self.figures and self.figures[one].row is not None][:KEYS]
        if not have:
            return ""
        cards = "".join(
            f'<div class="wm-key"><dt>{escape(title(one, t))}, {one.year}</dt><dd><b>{self._value(one)}</b>'
            f'<span class="wm-sub">{escape(self._best_place(one))}</span>{self._series(one, 200, 44)}</dd></div>'
            for one in have
        )
        name = escape(t("profile.figures"))
        return f'<h2 class="wm-unseen">{name}</h2><dl class="wm-keys" data-picture="{name}">{cards}</dl>'

    def _best_place(self, figure: Figure) -> str:
        """The widest place there is, in words."""
        t = self.t
        for among in ("emr", "country"):
            if place := figure.places.get(among):
                name = t("profile.emr") if among == "emr" else t.country(next(iter(self.desk.countries(self.subject))))
                return t("list.pair", name=name, value=self._rank(place, figure.year))
        return ""

    def _rank(self, place: Place, year: int) -> str:
        t = self.t
        values = {"rank": t.number(place.rank), "n": t.number(place.of)}
        return t("profile.rank", **values) if place.year == year else t("profile.rank_year", **values, year=place.year)

    def _tables(self) -> str:
        by_theme: dict[str, list[Figure]] = {}
        for figure in self.listed:
            by_theme.setdefault(figure.indicator.theme, []).append(figure)
        themes = self.desk.facts.catalogue.themes
        return "".join(
            self._table(number, themes[theme].title[self.t.language], figures) for number, (theme, figures) in enumerate(by_theme.items())
        )

    def _table(self, number: int, theme: str, figures: list[Figure]) -> str:
        """A theme: a row per figure, and in one line those without a value, by reason."""
        rows = "".join(self._row(figure) for figure in figures if figure.row is not None)
        sheet = " wm-sheet" if number == FIRST_SHEET else ""
        again = number not in (0, FIRST_SHEET)
        hidden = ' class="wm-head-again"' if again else ""
        widths = "".join(f'<col class="wm-col-{key}">' for key in self.columns)
        heads = "".join(
            f'<th scope="col" role="columnheader" class="wm-col-{key}">{_unseen(words) if again else words}</th>'
            for key, words in zip(COLUMNS, self._heads(), strict=True) if key in self.columns
        )
        table = (
            f'<table class="wm-table wm-figures-table" role="table"><caption class="wm-unseen">{escape(theme)}</caption>'
            f'<colgroup>{widths}</colgroup><thead role="rowgroup"{hidden}><tr role="row">{heads}</tr></thead>'
            f'<tbody role="rowgroup">{rows}</tbody></table>'
        )
        name = escape(theme)
        picture = f' data-picture="{name}"' if rows else ""
        return f'<section class="wm-topic{sheet}"{picture}><h2>{name}</h2>{table if rows else ""}{self._gaps(figures)}</section>'

    def _heads(self) -> list[str]:
        t = self.t
        return [
            *(escape(t(f"profile.{key}")) for key in ("indicator", "value", "trend")), escape(t("profile.among")), escape(t("profile.emr")),
            escape(self._country()), escape(t("profile.similar")), escape(t("profile.grade")),
        ]  # fmt: skip

    def _country(self) -> str:
        countries = self.desk.countries(self.subject)
        return self.t.country(next(iter(countries))) if len(countries) == 1 else EN_DASH

    def _row(self, figure: Figure) -> str:
        t = self.t
        count = self.desk.facts.catalogue.units[figure.indicator.unit].kind == COUNT
        href = escape(self.link("", indicator=figure.indicator.id, areas=self.subject.key, group=self.subject.own))
        cells = [
            ("value", self._value(figure, in_table=True)),
            ("trend", self._series(figure) or f'<span class="wm-quiet wm-once">{escape(t("profile.one_year"))}</span>'),
            ("strip", mini.strip(figure.peers, [figure.value], count)),
            *((among, self._place(figure, among)) for among in ("emr", "country", "similar")),
            ("grade", self._grade(figure)),
        ]
        inside = "".join(
            f'<td role="cell" class="wm-col-{key}"{self._label(key)}>{cell}</td>' for key, cell in cells if key in self.columns
        )
        name = f'<a href="{href}">{escape(title(figure, t))}</a>, {figure.year}'
        return f'<tr role="row"><th scope="row" role="rowheader" class="wm-col-name">{name}</th>{inside}</tr>'

    def _label(self, key: str) -> str:
        """What a cell says where there is no head over it, on a phone."""
        words = {"emr": self.t("profile.emr"), "country": self._country(), "similar": self.t("profile.similar")}.get(key)
        return f' data-label="{escape(words)}"' if words else ""

    def _value(self, figure: Figure, in_table: bool = False) -> str:
        """Number, unit in small, and its status where it is not final, or corrected by hand."""
        t, status = self.t, figure.row["status"]
        said = t.status("A" if status in "AB" else status, figure.row["source"])
        digits = figure.indicator.decimals
        number = t.number(figure.value, digits, sign=figure.indicator.formula.type == "growth")
        whole = written(self.desk, figure, t)
        counts = self.desk.facts.catalogue.units[figure.indicator.unit].kind == COUNT
        if in_table and (counts or whole.removeprefix(number).strip().lower() in title(figure, t).lower()):
            whole = number  # the title says the unit already
        value = escape(whole).replace(escape(number), f"<b>{escape(number)}</b>", 1)
        return f'{value} <span class="wm-status">{escape(said)}</span>' if said else value

    def _series(self, figure: Figure, width: int = mini.WIDTH, height: int = mini.HEIGHT) -> str:
        drawn = mini.series(figure.points, width, height)
        if not drawn:
            return ""
        ends = "".join(f"<span>{figure.points[end][0]}</span>" for end in (0, -1))
        return f'<span class="wm-trend">{drawn}<span class="wm-ends">{ends}</span></span>'

    def _place(self, figure: Figure, among: str) -> str:
        place = figure.places.get(among)
        if place is None:
            return f'<span title="{escape(self.t("profile.no_place"))}">{EN_DASH}</span>'
        year = "" if place.year == figure.year else f' <span class="wm-quiet">({place.year})</span>'
        return f'<span class="wm-rank">{self.t.number(place.rank)}/{self.t.number(place.of)}</span>{year}'

    def _grade(self, figure: Figure) -> str:
        """The weakest grade of the borders of its country."""
        t = self.t
        here = self.desk.countries(self.subject)
        grades = [grade for pair, grade in figure.indicator.grade.items() if set(pair.split("-")) & here and grade != "-"]
        if not grades:
            return f'<span class="wm-quiet">{escape(t("profile.only", code=next(iter(here))))}</span>'
        grade = max(grades)
        pairs = t("list.part").join(f"{pair.replace('-', EN_DASH)} {one}" for pair, one in figure.indicator.grade.items())
        return f'<span class="wm-grade wm-grade-{grade.lower()}" title="{escape(pairs)}">{grade}</span>'

    def _gaps(self, figures: Iterable[Figure]) -> str:
        t = self.t
        by_reason: dict[str, list[str]] = {}
        for figure in figures:
            if figure.row is None:
                by_reason.setdefault(figure.reason, []).append(title(figure, t))
        if not by_reason:
            return ""
        said = "".join(
            f' <span class="wm-gap wm-gap-{reason}" aria-hidden="true"></span>{escape(t(f"reason.{reason}"))}: {escape(", ".join(names))}.'
            for reason, names in by_reason.items()
        )
        return f'<p class="wm-without"><b>{escape(t("profile.without"))}</b>{said}</p>'

    def _members(self) -> str:
        """The municipalities of a group, each with its newest key figures that compare across its borders: what it is made of, also
        where it has no value itself."""
        t, desk, members = self.t, self.desk, self.subject.members
        if not members:
            return ""
        names = sorted((desk.name(desk.subject(one), t.language), one) for one in members)
        links = [f'<a href="{escape(self.link(PAGE, area=one))}">{escape(name)}</a>' for name, one in names]
        name = escape(t("profile.members", n=t.number(len(members))))
        head = f"<h2>{name}</h2>"
        if len(members) > MEMBERS_SHOWN:
            return f'<section class="wm-topic">{head}<p class="wm-without">{", ".join(links)}.</p></section>'
        here = desk.countries(self.subject)
        beside = [one.indicator for one in self.figures.values() if one.indicator.may("scale", here)]
        shared = {one.id for one in beside if all(one.collected[country] for country in here)}
        keys = [one for one in desk.profile.key if one in shared][:MEMBER_KEYS]
        rows = ""
        for (_, one), link in zip(names, links, strict=True):
            own = [desk.figure(desk.subject(one), key) for key in keys]
            cells = "".join(f'<td class="wm-number">{self._beside(figure)}</td>' for figure in own)
            rows += f'<tr><th scope="row">{link}</th>{cells}</tr>'
        heads = f'<th scope="col">{escape(t("profile.municipality"))}</th>'
        heads += "".join(f'<th scope="col" class="wm-number">{escape(title(self.figures[key], t))}</th>' for key in keys)
        return f'<section class="wm-topic" data-picture="{name}">{head}{sideways(name, heads, rows)}</section>'

    def _beside(self, figure: Figure) -> str:
        """A value with its year, or why there is none."""
        if figure.row is None:
            return f'<span class="wm-quiet">{escape(self.t(f"reason.{figure.reason}"))}</span>'
        return f'{self._value(figure, in_table=True)}<span class="wm-beside">{figure.year}</span>'

    def _alike(self) -> str:
        t, rule = self.t, self.desk.profile.similar
        if not rule.indicators or self.subject.level != "municipality":
            return ""
        if self.similar is None or self.similar.empty:
            said = f"<p>{escape(t('profile.alike_none', share=t.with_unit(100 * rule.least, '%')))}</p>"
        else:
            names = [self.desk.facts.catalogue.indicators[one].text[t.language].short for one in rule.indicators]
            items = "".join(
                f'<li><a href="{escape(self.link(PAGE, area=area))}">{escape(self.desk.facts.name(area, t.language))}</a> '
                f'<span class="wm-quiet">({t.number(distance, 1)})</span></li>'
                for area, distance in self.similar.items()
            )
            nearest = self.similar.iloc[0]
            far = f"<p>{escape(t('profile.alike_far', distance=t.number(nearest, 1)))}</p>" if nearest >= FAR else ""
            method = t("profile.alike_method", n=t.number(len(names)), list=", ".join(names))
            said = f'{far}<ul class="wm-alike">{items}</ul><p class="wm-note">{escape(method)}</p>'
        return f'<section class="wm-topic"><h2>{escape(t("profile.alike_heading"))}</h2>{said}</section>'

    def _notes(self) -> str:
        t = self.t
        said = [t("profile.note_rank"), t("profile.note_rules", n=self.desk.profile.rules.span)]
        notes = "".join(f"<p>{escape(one)}</p>" for one in said)
        notes += "".join(f"<p data-beneath>{escape(t(f'profile.note_{key}'))}</p>" for key in ("grades", "marks"))
        notes += sources(self.desk, (one.row for one in self.listed), t)
        return f'<section class="wm-notes"><h2 class="wm-small-head">{escape(t("profile.notes"))}</h2>{notes}</section>'


def _unseen(words: str) -> str:
    """Words for those who hear the page."""
    return f'<span class="wm-unseen">{words}</span>'
