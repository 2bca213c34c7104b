"""The charts of the reading column: the selection over the years, and its place among all others."""

from __future__ import annotations

from dash import dcc, html

from wohnmonitor.app.panels import EMR, Picture
from wohnmonitor.app.text import EN_DASH
from wohnmonitor.figures.ranking import Chosen, ranking_figure
from wohnmonitor.figures.series import Line, Rule, series_figure
from wohnmonitor.schema import COUNTRIES, STATUSES

CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "responsive": True, "showTips": False}
ORDER, NARROW, MOST_REGIONS = ("DE", "NL", "BE"), 420, 2


def series_section(picture: Picture) -> list:
    """Heading, figure and a line that says what the benchmarks are."""
    t, state = picture.t, picture.state
    words = picture.indicator.text[state.lang]
    lines = _lines(picture)
    valued = [line for line in lines if line.frame["value"].notna().any()]
    title = t("series.heading", years=_span(valued))
    head = html.Div(className="wm-section-head", children=html.H2(title))
    unit = html.P(words.unit_line, className="wm-sub")
    if not valued:
        return [head, unit, html.P(t("series.empty"), className="wm-hint")]
    figure = series_figure(
        lines,
        theme=picture.scheme,
        number=picture.number,
        decimals=picture.indicator.decimals,
        unit=(t.space_before(picture.unit) + picture.unit) if picture.unit else "",
        year=None if state.mode == "latest" else state.year,
        rules=[
            Rule(rule["country"], rule["year"], t("series.break", cause=rule["cause"][state.lang]))
            for rule in picture.facts.monitor.breaks(state.indicator)
        ],
        in_year=t("series.in_year"),
        status_words={status: t(f"status.{status}") for status in STATUSES},
        width=picture.width,
        height=200 + max(0, len(valued) - 6) * 16,
    )
    said = " ".join(_spoken(picture, line) for line in valued)
    chart = _graph(figure, t("series.alt", title=title, lines=said))
    return [head, unit, chart, html.P(_beneath(picture, lines), className="wm-source")]


def _graph(figure, alternative: str) -> html.Div:
    height = figure["layout"]["height"]
    graph = dcc.Graph(figure=figure, config=CONFIG, responsive=True, style={"height": f"{height}px"})
    return html.Div(graph, role="img", className="wm-chart", style={"minHeight": f"{height}px"}, **{"aria-label": alternative})


def _lines(picture: Picture) -> list[Line]:
    """The selected areas with partner regions they lie in and the Euregio; the country parts where nothing is selected."""
    areas, facts = picture.state.areas, picture.facts
    if not areas:
        codes = [code for code in COUNTRIES if code in facts.areas]
        countries = [Line(picture.name(code), _values(picture, code), "country", country=code) for code in codes]
        return [*countries, *_benchmarks(picture, [EMR])]
    lines = [
        Line(picture.name(area_id), _values(picture, area_id), "selected", number, facts.country.get(area_id, ""))
        for number, area_id in enumerate(areas, 1)
    ]
    regions = list(dict.fromkeys(facts.region_of[area_id] for area_id in areas if area_id in facts.region_of))
    beside = _benchmarks(picture, [region for region in regions if region not in areas])[:MOST_REGIONS]
    return lines + beside + _benchmarks(picture, [EMR] if EMR not in areas else [])


def _benchmarks(picture: Picture, areas: list[str]) -> list[Line]:
    country = picture.facts.country
    found = [Line(_short(picture, area), _values(picture, area), "benchmark", country=country.get(area, "")) for area in areas]
    return [line for line in found if line.frame["value"].notna().any()]


def _span(lines: list[Line]) -> str:
    years = [int(year) for line in lines for year in line.frame.loc[line.frame["value"].notna(), "year"]]
    return "" if not years else str(min(years)) if min(years) == max(years) else f"{min(years)}{EN_DASH}{max(years)}"


def _short(picture: Picture, area_id: str) -> str:
    return "EMR" if area_id == EMR else picture.name(area_id)


def _values(picture: Picture, area_id: str):
    return picture.facts.series(picture.state.indicator, area_id)


def _spoken(picture: Picture, line: Line) -> str:
    valued = line.frame[line.frame["value"].notna()].sort_values("year")
    first, last = valued.iloc[0], valued.iloc[-1]
    unit = picture.unit
    return picture.t(
        "series.alt_line",
        name=line.name,
        first=picture.t.with_unit(first["value"], unit, picture.indicator.decimals, picture.is_change),
        first_year=int(first["year"]),
        last=picture.t.with_unit(last["value"], unit, picture.indicator.decimals, picture.is_change),
        last_year=int(last["year"]),
    )


def _beneath(picture: Picture, lines: list[Line]) -> str:
    t = picture.t
    if not picture.state.areas:
        return t("series.overview")
    benchmarks = [line for line in lines if line.role == "benchmark"]
    if not benchmarks:
        return t("series.alone")
    said = [t("series.compared", names=t.listed([line.name for line in benchmarks]))]
    for line in benchmarks:
        lowest = line.frame.loc[line.frame["value"].notna(), "coverage"].min()
        if lowest == lowest and lowest < 0.9995:
            said.append(t("series.coverage", name=line.name, share=t.with_unit(lowest * 100, "%")))
    return " ".join(said)


def ranking_section(picture: Picture) -> list:
    """A dot per area and country; left out where values may not share an axis across a border."""
    t, state = picture.t, picture.state
    rows = picture.rows_by_level[state.level]
    if picture.by_country or state.level not in ("municipality", "district") or rows["value"].notna().sum() < 5:
        return []
    euregio = picture.benchmark if picture.indicator.formula.type != "level" else None
    title = t("ranking.heading" if state.areas else "ranking.heading_all")
    chosen = [
        Chosen(area_id, number, picture.name(area_id), t("ranking.rank", rank=t.number(rows.loc[area_id, "rank"])))
        for number, area_id in enumerate(state.areas, 1)
        if area_id in rows.index and rows.loc[area_id, "value"] == rows.loc[area_id, "value"]
    ]
    present = [code for code in ORDER if rows.loc[rows["country"] == code, "value"].notna().any()]
    figure = ranking_figure(
        rows,
        [(code, code if picture.width < NARROW else t.country(code)) for code in present],
        chosen,
        theme=picture.scheme,
        number=picture.number,
        decimals=picture.indicator.decimals,
        benchmark=None if euregio is None else ("EMR", float(euregio["value"])),
        names={area_id: picture.name(area_id) for area_id in rows.index},
        width=picture.width,
        height=42 + 41 * len(present),
    )
    said = " ".join(
        t(
            "ranking.alt_line",
            name=one.name,
            value=t.with_unit(rows.loc[one.area_id, "value"], picture.unit, picture.indicator.decimals, picture.is_change),
            rank=t.number(rows.loc[one.area_id, "rank"]),
            n=t.number(rows.loc[one.area_id, "of"]),
        )
        for one in chosen
    )
    return [
        html.Div(className="wm-section-head", children=html.H2(title)),
        html.P(t("ranking.sub", unit=picture.unit or picture.indicator.text[state.lang].short), className="wm-sub"),
        _graph(figure, t("ranking.alt", title=title, lines=said)),
    ]
