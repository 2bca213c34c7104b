"""The census of gaps as pages: strips over the years for all indicators, and every year of one with its reasons."""

from __future__ import annotations

from html import escape

from wohnmonitor.app.blocks import LINE, Block, Drawing, Heading, Items, Link, Paragraph, Part, Parts, Quiet, Strong, Table
from wohnmonitor.app.census import Cell, ends, spans
from wohnmonitor.app.formula import ORDER
from wohnmonitor.app.method import Book, for_programs, live_of, title_of, why_not
from wohnmonitor.app.text import EN_DASH, Text
from wohnmonitor.declared import Indicator

PAGE = "coverage"
SHADES = ("all", "most", "some", "few", "district", "none")
"""How full a cell of a strip is, and the last part of its CSS class."""
STEP = 6
"""Width of a year in a strip, in units of its drawing."""


def overview(book: Book, t: Text) -> list[Block]:
    """All indicators by theme: a strip over the years for each country, with the latest year in words."""
    census = book.census
    blocks: list[Block] = [
        Heading(1, t("coverage.title")),
        Paragraph(t("coverage.lead"), "lead"),
        Paragraph(
            t(
                "coverage.summary",
                indicators=len(book.indicators),
                valued=len(book.with_values),
                cells=t.number(census.total),
                release=book.release,
            )
        ),
        Paragraph(
            (
                Link(t("method.as_csv"), "coverage.csv"), " · ", Link(t("upkeep.sources"), f"sources?lang={t.language}"),
                " · ", Link(t("upkeep.changes"), f"releases?lang={t.language}"),
            ),
            "ways",
        ),
        for_programs(t),
        Paragraph((Strong(t("coverage.legend")),)),
        Items(tuple((_swatch(shade), f" {t(f'coverage.{shade}')}") for shade in (*SHADES, "blank")), "shades"),
    ]
    axis = Drawing(_axis(census.first, census.last), f"{census.first}{EN_DASH}{census.last}")
    head = (t("method.indicator"), *((t.country(code), LINE, axis) for code in ORDER))
    for theme in filter(book.of_theme, book.themes):
        title = book.catalogue.themes[theme].title[t.language]
        rows = tuple(_row(book, one, t) for one in book.of_theme(theme))
        blocks += [Heading(2, title, theme), Table(t("coverage.caption", theme=title), head, rows, "strips")]
    return blocks


def _row(book: Book, one: Indicator, t: Text) -> tuple[Parts, ...]:
    name = (Link(title_of(one, t.language), f"{PAGE}?indicator={one.id}&lang={t.language}"),)
    return name, *((*_strip(book, one, code, t), *_newest(book, one, code, t)) for code in ORDER)


def _newest(book: Book, one: Indicator, country: str, t: Text) -> tuple[Part, ...]:
    """The years and the count of the latest, or who has the figure."""
    cells = book.census.of(one.id, country)
    years, districts = book.census.years(one.id, country), book.census.district_years(one.id, country)
    if years:
        newest = cells[years[-1]]
        latest = t("coverage.latest", year=years[-1], n=newest.known, of=newest.of)
        return (Quiet(latest if years[0] == years[-1] else f"{ends(years)} · {latest}"),)
    if districts:
        return (Quiet(t("list.pair", name=t("coverage.district"), value=ends(districts))),)
    live = one.live.get(country, "") if one.collected[country] else ""
    why = why_not(book, one, country, t)
    return (Quiet(t("list.pair", name=why, value=live) if live else why),)


def shade_of(cell: Cell) -> str:
    """How full a cell is: one of SHADES."""
    if not cell.known:
        return "district" if cell.in_district else "none"
    share = cell.known / cell.of
    return "all" if share == 1 else "most" if share >= 0.75 else "some" if share >= 0.25 else "few"


def _said(cell: Cell, t: Text) -> str:
    return ", ".join(t("coverage.gaps", n=count, reason=t(f"reason.{reason}")) for reason, count in cell.gaps)


def _strip(book: Book, one: Indicator, country: str, t: Text) -> tuple[Drawing, ...]:
    """Years in a row that say the same are one rectangle; hovering it tells count and reasons. Nothing where no year is known."""
    if not book.census.of(one.id, country):
        return ()
    first, last = book.census.first, book.census.last
    runs: list[tuple[str, str, list[int]]] = []
    for year, cell in sorted(book.census.of(one.id, country).items()):
        shade, said = shade_of(cell), f"{t('coverage.count', n=cell.known, of=cell.of)}; {_said(cell, t)}".removesuffix("; ")
        if runs and runs[-1][:2] == (shade, said) and runs[-1][2][-1] == year - 1:
            runs[-1][2].append(year)
        else:
            runs.append((shade, said, [year]))
    cells = ""
    for shade, said, years in runs:
        place = f'x="{(years[0] - first) * STEP}" width="{len(years) * STEP - 0.5:g}" {_tall(shade)}'
        title = escape(t("list.pair", name=spans(years), value=said))
        cells += f'<rect class="wm-have-{shade}" {place}><title>{title}</title></rect>'
    known = spans(book.census.years(one.id, country)) or t("coverage.nothing")
    label = t("coverage.strip", country=t.country(country), runs=known)
    width = (last - first + 1) * STEP
    svg = f'<svg class="wm-strip" viewBox="0 0 {width} 12" preserveAspectRatio="none" role="img" aria-label="{escape(label)}">{cells}</svg>'
    return (Drawing(svg, label),)


def _tall(shade: str) -> str:
    """Half the height where only districts have a figure: not colour alone tells it."""
    return 'y="6" height="6"' if shade == "district" else 'height="12"'


def _axis(first: int, last: int) -> str:
    """First, middle and last year over a strip."""
    years = "".join(f"<span>{year}</span>" for year in (first, (first + last) // 2, last))
    return f'<span class="wm-axis" aria-hidden="true">{years}</span>'


def _swatch(shade: str) -> Drawing:
    rect = f'<rect class="wm-have-{shade}" width="18" {_tall(shade)}></rect>' if shade in SHADES else ""
    return Drawing(f'<svg class="wm-swatch" viewBox="0 0 18 12" aria-hidden="true">{rect}</svg>', "")


def chapter(book: Book, indicator_id: str, t: Text) -> list[Block]:
    """One indicator: every year and country in numbers and words. Raises UnknownError."""
    one = book.catalogue.indicator(indicator_id)
    title, here = title_of(one, t.language), f"?indicator={one.id}&lang={t.language}"
    links = (
        Link(t("method.to_map"), here), " · ", Link(t("method.to_method"), f"method{here}"), " · ",
        Link(t("method.as_csv"), f"coverage.csv?indicator={one.id}"),
    )  # fmt: skip
    blocks: list[Block] = [
        Heading(1, t("list.pair", name=t("coverage.title"), value=title)),
        Paragraph(t("coverage.indicator_lead"), "lead"),
        Paragraph(links, "ways"),
    ]
    by_country = {code: book.census.of(one.id, code) for code in ORDER}
    years = sorted({year for cells in by_country.values() for year in cells}, reverse=True)
    if not years:
        blocks.append(Paragraph(t("coverage.no_rows")))
        never = {code: book.census.never.get((one.id, code)) for code in ORDER}
        rows = [(t("coverage.any_year"), *(_told(never[code], t) for code in ORDER))]
    else:
        rows = [(str(year), *(_told(by_country[code].get(year), t) for code in ORDER)) for year in years]
    if live := live_of(one, t):
        blocks.append(Paragraph(t("uncollected.live", list=live)))
    head = (t("coverage.year"), *(t.country(code) for code in ORDER))
    return [*blocks, Table(t("coverage.detail", title=title), head, tuple(rows), "counts")]


def _told(cell: Cell | None, t: Text) -> Parts:
    """`122 of 122`, and for those without a value the reasons in words."""
    if cell is None:
        return EN_DASH
    told: list[Part] = [Strong(t("coverage.count", n=cell.known, of=cell.of))]
    told += [part for reason in cell.gaps for part in (LINE, t("coverage.gaps", n=reason[1], reason=t(f"reason.{reason[0]}")))]
    if cell.in_district:
        told += [LINE, Quiet(t("coverage.in_district", n=cell.in_district))]
    return tuple(told)
