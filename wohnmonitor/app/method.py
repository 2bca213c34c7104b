"""The documentation of the indicators, out of the catalogue and a release: one list of blocks for page and export.

Book(monitor) holds what a release tells; overview() is the general method with the list of indicators, chapter() one of them.
"""

from __future__ import annotations

from datetime import date

from wohnmonitor.app.blocks import LINE, Block, Code, Heading, Items, Link, Listing, Mark, Paragraph, Parts, Quiet, Strong, Table
from wohnmonitor.app.census import Census, ends, spans
from wohnmonitor.app.formula import ORDER, formula_blocks
from wohnmonitor.app.text import EN_DASH, Text
from wohnmonitor.declared import Facets, Indicator
from wohnmonitor.schema import COMPARABLE, GRADES, PAIRS, REASON_STATUS, REASONS, STATUSES

PAGE = "method"
API = "api/v1/docs"
SOFT_HYPHEN = "\u00ad"


class Book:
    """What pages on method and coverage read of one release: catalogue, census of gaps, tables in use."""

    def __init__(self, monitor):
        self.monitor, self.catalogue = monitor, monitor.catalogue
        self.release: str = monitor.release
        self.coverage = monitor.coverage()
        self.census = Census(self.coverage)
        self.names: dict[str, str] = monitor.areas().set_index("area_id")["name"].to_dict()
        themes = self.catalogue.themes
        self.themes = sorted(themes, key=lambda theme: themes[theme].order)
        self._of_theme: dict[str, list[Indicator]] = {theme: [] for theme in self.themes}
        self.with_values = {one for one in self.catalogue.indicators if self.census.has_values(one)}
        for one in sorted(self.catalogue.indicators.values(), key=lambda one: (one.id not in self.with_values, one.order, one.id)):
            self._of_theme[one.theme].append(one)

    def of_theme(self, theme: str) -> list[Indicator]:
        """Indicators of a theme, those with values first."""
        return self._of_theme[theme]

    @property
    def indicators(self) -> list[Indicator]:
        """All indicators by theme, those with values first."""
        return [one for theme in self.themes for one in self.of_theme(theme)]


def title_of(indicator: Indicator, language: str) -> str:
    """The title without the marks where it may break."""
    return indicator.text[language].title.replace(SOFT_HYPHEN, "")


def live_of(indicator: Indicator, t: Text) -> str:
    """`Netherlands: CBS 86286NED`: who has the figures that no table of ours has; empty where nobody is known."""
    return t("list.part").join(t("list.pair", name=t.country(code), value=indicator.live[code]) for code in ORDER if code in indicator.live)


def overview(book: Book, t: Text, address: str = "") -> list[Block]:
    """The indicators by theme, and the method they share. `address`: where the monitor is reached, for the citation."""
    parts = ("dates", "status", "territory", "sums", "grades", "breaks", "events", "small", "cite")
    titles = {part: t(f"text.{part}.title") if part != "cite" else t("method.cite") for part in parts}
    contents = [(Link(book.catalogue.themes[theme].title[t.language], f"#{theme}"),) for theme in book.themes if book.of_theme(theme)]
    contents += [(Link(titles[part], f"#{part}"),) for part in parts]
    blocks: list[Block] = [Heading(1, t("method.title")), Paragraph(t("method.lead"), "lead"), Items(tuple(contents), "contents")]
    blocks.append(Heading(2, t("method.indicators"), "indicators"))
    for theme in filter(book.of_theme, book.themes):
        blocks += [Heading(3, book.catalogue.themes[theme].title[t.language], theme), _list(book, theme, t)]
    return blocks + general(book, t) + cite(book, t, t("method.every"), address and f"{address}{PAGE}?lang={t.language}")


def _list(book: Book, theme: str, t: Text) -> Table:
    head = (t("method.indicator"), *(t.country(code) for code in ORDER), *(_pair(pair) for pair in PAIRS))
    rows = []
    for one in book.of_theme(theme):
        name = (Link(title_of(one, t.language), f"{PAGE}?indicator={one.id}&lang={t.language}"),)
        years = [(_first_and_last(book, one.id, code) or Quiet(why_not(book, one, code, t)),) for code in ORDER]
        rows.append((name, *years, *((_mark(one.grade[pair], t),) for pair in PAIRS)))
    name = t("list.pair", name=t("method.indicators"), value=book.catalogue.themes[theme].title[t.language])
    return Table(name, head, tuple(rows), "list")


def _first_and_last(book: Book, indicator: str, country: str) -> str:
    years = book.census.years(indicator, country) or book.census.district_years(indicator, country)
    return ends(years) if years else ""


def why_not(book: Book, one: Indicator, country: str, t: Text) -> str:
    """Why a country has no value of an indicator; one that no table of ours gives yet says so."""
    reason = book.census.why(one.id, country)
    return t("reason.uncollected") if reason == "not_delivered" else t(f"reason.{reason}")


def _pair(pair: str) -> str:
    return pair.replace("-", EN_DASH)


def _mark(grade: str, t: Text) -> Mark:
    return Mark(grade, t(f"note.grade_{grade}"))


def general(book: Book, t: Text) -> list[Block]:
    """The method that all indicators share, in our own words."""

    def section(part: str, *more: Block, also: str = "", **values: str) -> list[Block]:
        texts = [f"text.{part}.a"] + ([f"text.{part}.{also}"] if also else [])
        return [Heading(2, t(f"text.{part}.title"), part), *(Paragraph(t(key, **values)) for key in texts), *more]

    coverage = {one.min_coverage for one in book.catalogue.indicators.values()}
    statuses = Table(
        t("text.status.code"),
        (t("text.status.code"), t("text.status.name"), t("method.meaning")),
        tuple(((Strong(code),), t(f"status.{code}"), t(f"status_text.{code}")) for code in STATUSES),
    )
    reasons = Table(
        t("text.status.reason"),
        (t("text.status.reason"), t("text.status.name"), t("method.meaning"), t("text.status.code")),
        tuple(((Code(r),), t(f"reason.{r}"), t(f"reason_text.{r}"), (Strong(REASON_STATUS[r]),)) for r in REASONS),
    )
    grades = Table(
        t("text.grades.title"),
        (t("text.grades.grade"), t("method.meaning"), t("method.allowed")),
        tuple(((_mark(grade, t),), t(f"note.grade_{grade}"), _allowed(grade, t)) for grade in GRADES),
    )
    events = Table(
        t("text.events.title"),
        (t("text.events.date"), t("text.events.event"), t("text.events.source")),
        tuple(
            (t.date(event.date), f"{event.title[t.language]}: {event.text[t.language]}", event.source)
            for event in sorted(book.catalogue.events, key=lambda event: event.date)
        ),
    )
    return [
        *section("dates"),
        *section("status", statuses, reasons),
        *section("territory", also="b"),
        *section("sums", share=t.with_unit(100 * min(coverage, default=0.9), "%")),
        *section("grades", grades),
        *section("breaks"),
        *section("events", events),
        *section("small"),
        *_corrections(book, t),
    ]


def _corrections(book: Book, t: Text) -> list[Block]:
    """Every correction by hand with the publisher's figure, reason, author and date; nothing where there is none."""
    rows = []
    for one in book.catalogue.corrections:
        where = (Code(one.measure), LINE, f"{book.names.get(one.area, one.area)}, {one.year}")
        table = book.catalogue.tables[one.source]
        theirs = t("corrections.none") if one.replaces is None else t.number(one.replaces, _digits(one.replaces))
        printed = (theirs, LINE, Quiet(f"{book.catalogue.publishers[table.publisher].name}, {table.number or table.title}"))
        ours = (Strong(t.number(one.value, _digits(one.value))), LINE, Quiet(t(f"status.{one.status}")))
        rows.append((where, printed, ours, one.reason[t.language], f"{one.author}, {t.date(one.date)}"))
    if not rows:
        return []
    head = tuple(t(f"corrections.{name}") for name in ("where", "publisher", "here", "reason", "who"))
    title = t("corrections.title")
    return [Heading(2, title, "corrections"), Paragraph(t("corrections.lead")), Table(title, head, tuple(rows), "log")]


def _digits(value: float) -> int:
    return len(f"{value:.10g}".partition(".")[2])


def _allowed(grade: str, t: Text) -> str:
    """What the one rule of comparability (schema.COMPARABLE) allows across a border of this grade."""
    if grade == "-":
        return EN_DASH
    return ", ".join(t(f"use.{use}") for use in COMPARABLE[grade]) or t("use.nothing")


def chapter(book: Book, indicator_id: str, t: Text, address: str = "") -> list[Block]:
    """All that is known about one indicator. `address`: as in overview. Raises UnknownError."""
    one = book.catalogue.indicator(indicator_id)
    words, title = one.text[t.language], title_of(one, t.language)
    here = f"?indicator={one.id}&lang={t.language}"
    links = (
        Link(t("method.to_map"), here), " · ", Link(t("method.to_coverage"), f"coverage{here}"), " · ",
        Link(t("method.as_markdown"), f"{PAGE}.md{here}"),
    )  # fmt: skip
    return [
        Heading(1, title), Paragraph(words.unit_line, "lead"), Paragraph(links, "ways"),
        Heading(2, t("method.says"), "says"), Paragraph(words.description),
        Heading(2, t("method.computed"), "computed"), *formula_blocks(one, book.catalogue, t), *_measures(book, one, t),
        Heading(2, t("method.who"), "who"), _facets(one, t),
        Heading(2, t("method.border"), "border"), _grades(one, t), Paragraph(words.note),
        Heading(3, t("method.watch"), "watch"), Paragraph(words.watch),
        Heading(2, t("method.since"), "since"), *_since(book, one, t),
        Heading(2, t("method.breaks"), "breaks"), *_breaks(book, one, t),
        Heading(2, t("method.sources"), "sources"), *_sources(book, one, t),
        *cite(book, t, title, address and f"{address}{PAGE}{here}", one.id),
    ]  # fmt: skip


def _measures(book: Book, one: Indicator, t: Text) -> list[Block]:
    """The measures behind the formula, with the tables that give them."""
    rows = []
    for name in sorted(one.measures() & book.catalogue.measures.keys()):
        measure = book.catalogue.measures[name]
        kind = f"{t(f'measure.{measure.kind}')}, {t(f'measure.{measure.adds_up}')}"
        tables = [book.catalogue.tables[source] for source in measure.sources]
        named: Parts = ", ".join(dict.fromkeys(table.number or table.title for table in tables)) or EN_DASH
        if measure.quotient:
            parts = measure.quotient
            over = f"{' + '.join(parts.numerator)} ÷ {' + '.join(parts.denominator)}"
            named = t("formula.computed", measure=name, formula=over if parts.factor == 1 else f"{parts.factor:g} × {over}")
        rows.append(((Code(name),), kind, measure.unit, named))
    head = (t("method.measure"), t("method.kind"), t("method.unit"), t("method.tables"))
    return [Heading(3, t("method.measures"), "measures"), Table(t("method.measures"), head, tuple(rows))] if rows else []


def _facets(one: Indicator, t: Text) -> Table:
    rows = []
    for facet in Facets.model_fields:
        cells = [
            getattr(one.country[code], facet)[t.language] if code in one.country and one.collected[code] else EN_DASH for code in ORDER
        ]
        rows.append((t(f"note.{facet}"), *cells))
    return Table(t("method.who"), (t("method.facet"), *(t.country(code) for code in ORDER)), tuple(rows), "wide")


def _grades(one: Indicator, t: Text) -> Table:
    rows = tuple(
        (
            f" {EN_DASH} ".join(t.country(code) for code in pair.split("-")),
            (_mark(one.grade[pair], t),),
            t(f"note.grade_{one.grade[pair]}"),
            _allowed(one.grade[pair], t),
        )
        for pair in PAIRS
    )
    return Table(t("note.heading"), (t("method.pair"), t("method.grades"), t("method.meaning"), t("method.allowed")), rows)


def _since(book: Book, one: Indicator, t: Text) -> list[Block]:
    """Years with values by country; who has the figure where we have none."""
    rows = []
    for code in ORDER:
        years, districts = book.census.years(one.id, code), book.census.district_years(one.id, code)
        shown: list = [spans(years)] if years else []
        shown += [("; " if years else "") + t("list.pair", name=t("coverage.district"), value=spans(districts))] if districts else []
        newest = book.census.of(one.id, code).get(years[-1]) if years else None
        count = t("coverage.latest", year=years[-1], n=newest.known, of=newest.of) if newest else EN_DASH
        rows.append((t.country(code), tuple(shown) or (Quiet(why_not(book, one, code, t)),), count))
    head = (t("method.country"), t("method.years"), t("method.newest"))
    blocks: list[Block] = [Table(t("method.since"), head, tuple(rows))]
    if one.id not in book.with_values:
        blocks.insert(0, Paragraph(t("uncollected.text")))
    if live := live_of(one, t):
        blocks.append(Paragraph(t("uncollected.live", list=live)))
    return [*blocks, Paragraph((Link(t("method.all_gaps"), f"coverage?indicator={one.id}&lang={t.language}"),), "ways")]


def _breaks(book: Book, one: Indicator, t: Text) -> list[Block]:
    found = {(b["year"], b["country"], b["cause"][t.language]) for b in book.monitor.breaks(one.id) if one.collected[b["country"]]}
    if not found:
        return [Paragraph(t("method.no_breaks"))]
    rows = tuple((str(year), t.country(country), cause) for year, country, cause in sorted(found))
    return [Table(t("method.breaks"), (t("method.break_year"), t("method.country"), t("method.cause")), rows)]


def _sources(book: Book, one: Indicator, t: Text) -> list[Block]:
    """The tables behind the values with the years they give, and those that are not shipped; all declared ones without values."""
    catalogue = book.catalogue
    used = {row["source"]: row for row in book.monitor.used(one.id).to_dict("records") if row["source"] in catalogue.tables}
    named = [source for name in sorted(one.measures() & catalogue.measures.keys()) for source in _tables_of(name, catalogue)]
    rows, said = [], {}
    silent = [s for s in dict.fromkeys(named) if s not in used and not (used and catalogue.tables[s].ship)]
    for source in [*used, *silent]:
        table = catalogue.tables[source]
        publisher = catalogue.publishers[table.publisher]
        licence, url = t.licence(catalogue.table_licence(source)), table.licence_url or publisher.licence_url
        if source in used:
            years = ends([used[source]["first_year"], used[source]["last_year"]])
            said[publisher.attribution] = None
        else:
            years = t("method.unused" if table.ship else "method.not_shipped")
        name = (Strong(table.number), " ", table.title) if table.number else (table.title,)
        rows.append((name, (Link(publisher.name, publisher.url),), (Link(licence, url),) if url else licence, years))
    if not rows:
        return [Paragraph(t("uncollected.text"))]
    head = (t("method.table"), t("method.publisher"), t("method.licence"), t("method.in_release"))
    blocks: list[Block] = [Table(t("method.sources"), head, tuple(rows), "wide")]
    if said:
        blocks += [Heading(3, t("method.attribution"), "attribution"), Items(tuple(said))]
    return blocks


def _tables_of(name: str, catalogue) -> list[str]:
    """The tables of a measure, or of those it is computed from."""
    measure = catalogue.measures[name]
    parts = (*measure.quotient.numerator, *measure.quotient.denominator) if measure.quotient else ()
    census = (measure.census,) if measure.census else ()
    return [*measure.sources, *(source for part in (*parts, *census) for source in _tables_of(part, catalogue))]


def cite(book: Book, t: Text, title: str, url: str, key: str = "all") -> list[Block]:
    """How to cite, in words and as BibTeX; without `url` where the monitor is read as a file."""
    day = date.fromisoformat(book.release[:10])
    text = t("method.cite_text", year=day.year, title=title, release=book.release, date=t.date(day))
    fields = {
        "author": "{Wohnmonitor contributors}", "title": f"{{{title}}}", "year": str(day.year),
        "howpublished": f"Wohnmonitor EMR, release {book.release}", "url": url,
    }  # fmt: skip
    inside = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return [
        Heading(2, t("method.cite"), "cite"),
        Paragraph(f"{text} {url}".strip()),
        Listing(t("method.cite_bibtex"), f"@misc{{wohnmonitor_{key}_{day.year},\n{inside}\n}}"),
        Paragraph(t("method.cite_licence"), "quiet"),
        for_programs(t),
    ]


def for_programs(t: Text) -> Paragraph:
    """Where the same figures are served to programs."""
    return Paragraph((f"{t('method.for_programs')} ", Link(t("method.api"), f"{API}?lang={t.language}")))
