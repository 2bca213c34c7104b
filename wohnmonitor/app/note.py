"""The note: grades per pair of countries, what is counted and by whom, sources; and the banner for grades C and D."""

from __future__ import annotations

import pandas as pd
from dash import html

from wohnmonitor.app.formula import ORDER
from wohnmonitor.app.panels import Picture
from wohnmonitor.app.state import to_query
from wohnmonitor.app.text import EN_DASH, Text
from wohnmonitor.declared import Facets, Indicator
from wohnmonitor.schema import COUNTRIES, PAIRS, is_corrected

BENEATH = {"data-beneath": "true"}
"""Marks what stands under every picture that is taken along (take.js)."""
NAMED = 6
"""Areas named whose figures were corrected."""


def note_section(picture: Picture) -> list:
    """Grade first, then the definition, the differences, the sources."""
    return [grades(picture, picture.t("note.heading")), *note_parts(picture)]


def grades(picture: Picture, heading: str, *others: Indicator) -> html.Div:
    """A heading with the grade of each pair of countries; with `others` the weaker of all. What is taken along says it in words
    (take.js)."""
    pairs = [_pair(picture.t, pair, weaker(pair, picture.indicator, *others)) for pair in PAIRS]
    said = {"data-told": graded(picture, *others), "data-named": graded(picture, *others, named=True)}
    return html.Div(className="wm-section-head wm-grades", children=[html.H2(heading), *pairs], **said)


def graded(picture: Picture, *others: Indicator, named: bool = False) -> str:
    """`Comparability NL–BE, NL–DE A (same: …); BE–DE B (comparable with the note).`; `named`: of which figures."""
    t, found = picture.t, {}
    for pair in PAIRS:
        found.setdefault(weaker(pair, picture.indicator, *others), []).append(pair.replace("-", EN_DASH))
    said = [f"{', '.join(pairs)} {'' if grade == '-' else f'{grade} '}({t(f'note.grade_{grade}')})" for grade, pairs in found.items()]
    told = t("list.part").join(said)
    titles = [one.text[picture.state.lang].title.replace("\u00ad", "") for one in (picture.indicator, *others)]
    return t("take.grades", list=t("list.pair", name=t.listed(titles), value=told) if named else told)


def note_parts(picture: Picture, said: str = "") -> list:
    """The definition, the differences, the sources, or what is `said` of them."""
    words = picture.indicator.text[picture.state.lang]
    return [
        *_uncollected(picture),
        html.P([html.B(words.title.replace("\u00ad", "")), ". ", words.description], className="wm-definition"),
        html.P(words.note, className="wm-definition"),
        _facets(picture, words.watch),
        html.P(said or sources(picture), className="wm-source", **BENEATH),
        html.P(_documents(picture), className="wm-actions"),
    ]


def _uncollected(picture: Picture) -> list[html.P]:
    """That no release holds the indicator yet, and who has the figures."""
    t, indicator = picture.t, picture.state.indicator
    if indicator in picture.facts.valued:
        return []
    live = picture.facts.live(indicator, picture.state.lang)
    said = [t("uncollected.text"), *([t("uncollected.live", list=live)] if live else [])]
    return [html.P(" ".join(said), className="wm-definition")]


def grade_mark(grade: str) -> html.Span:
    """The letter in its square."""
    return html.Span(grade, className=f"wm-grade wm-grade-{grade.lower()}")


def weaker(pair: str, *indicators: Indicator) -> str:
    """Grade of a pair of countries for several figures together: the weakest; none where one side lacks a figure."""
    return max((indicator.grade[pair] for indicator in indicators), key="ABCD-".index)


def _pair(t: Text, pair: str, grade: str) -> html.Span:
    name = pair.replace("-", EN_DASH)
    meaning = t(f"note.grade_{grade}")
    mark = [EN_DASH] if grade == "-" else [grade_mark(grade)]
    return html.Span(
        [html.Span(name), *mark, html.Span(meaning, className="wm-unseen")],
        className="wm-pair wm-pair-none" if grade == "-" else "wm-pair",
        title=t("list.pair", name=name, value=meaning),
    )


def _facets(picture: Picture, watch: str) -> html.Details:
    """What each country counts, and what to watch; open where a border may not be crossed."""
    t, language = picture.t, picture.state.lang
    collected = picture.indicator.collected
    rows = []
    for facet in Facets.model_fields:
        cells = []
        for code in ORDER:
            found = picture.indicator.country.get(code)
            # A country that does not collect the figure says so under the concept; the other facets have nothing to tell.
            told = found and (collected[code] or facet == "concept")
            words = getattr(found, facet)[language] if told else EN_DASH
            cells.append(html.Td(words, className="wm-nothing" if words == EN_DASH else "", **{"data-country": t.country(code)}))
        rows.append(html.Tr([html.Th(t(f"note.{facet}"), scope="row", className="wm-quiet"), *cells]))
    corner = html.Th(html.Span(t("note.countries"), className="wm-unseen"))
    head = html.Tr([corner, *(html.Th(t.country(code), scope="col") for code in ORDER)])
    table = html.Table([html.Thead(head), html.Tbody(rows)], className="wm-table wm-facets")
    inside = [html.Summary(t("note.countries")), table, html.P(watch, className="wm-definition")]
    return html.Details(inside, open=picture.indicator.per_country, className="wm-details")


def sources(picture: Picture) -> str:
    """Publishers with their tables and licences, for the rows on show, and whose figures were corrected by hand."""
    rows = picture.rows_by_level[picture.state.level]
    said = [published(picture, rows["source"])]
    if corrected := [picture.name(area) for area in rows.index[rows["source"].map(is_corrected).astype(bool)]]:
        more = [picture.t("correction.more", n=picture.t.number(len(corrected) - NAMED))] if len(corrected) > NAMED else []
        said.append(picture.t("correction.among", list=", ".join([*corrected[:NAMED], *more])))
    return " ".join(filter(None, said))


def published(picture: Picture, joined: pd.Series) -> str:
    """Publishers with their tables and licences. joined: table ids with `;` between, as rows name their source."""
    facts = picture.facts
    ids = sorted({part for one in joined.dropna() for part in str(one).split(";") if part in facts.catalogue.tables})
    found: dict[str, list[str]] = {}
    licences: dict[str, str] = {}
    for table_id in ids:
        table = facts.catalogue.tables[table_id]
        publisher = facts.catalogue.publishers[table.publisher]
        found.setdefault(publisher.name, []).append(table.number or table.title)
        licences[publisher.name] = picture.t.licence(facts.catalogue.table_licence(table_id))
    parts = [f"{name} ({', '.join(dict.fromkeys(tables))}), {licences[name]}" for name, tables in found.items()]
    return picture.t("note.sources", list=picture.t("list.part").join(parts)) if parts else ""


def _documents(picture: Picture) -> list[html.A]:
    """To what is known about the indicator, and where it has values."""
    query = to_query(picture.state)
    return [
        html.A(picture.t(f"note.{page}"), href=f"{picture.prefix}{page}?{query}", className="wm-link") for page in ("method", "coverage")
    ]


def warning(picture: Picture) -> tuple[str, str] | None:
    """What a reader must know before comparing colours across a border of grade C or D: head and sentence."""
    if not picture.per_country or picture.state.indicator not in picture.facts.valued:
        return None
    t = picture.t
    if picture.state.scale == "common":
        return t("banner.title_common"), t("banner.common_text")
    return t("banner.title"), _difference(picture)


def banner(picture: Picture) -> list:
    """The warning over the map, with the ways to its reason and to the other scale."""
    warned = warning(picture)
    if warned is None:
        return []
    t, grade, common = picture.t, picture.indicator.weakest, picture.state.scale == "common"
    actions = [html.A(t("banner.why", grade=grade), href="#note")]
    if sum(picture.indicator.collected.values()) > 1:
        told = {"type": "button", "data-scale": "grade" if common else "common"}
        actions.append(html.Button(t("banner.ranks" if common else "banner.common"), className="wm-link", **told))
    said = html.Div([html.P(html.B(warned[0])), html.P([warned[1], " ", *_spaced(actions)])])
    return [html.Div(className="wm-banner", role="note", children=[grade_mark(grade), said])]


def beneath(picture: Picture, *, named: bool = False) -> list[str]:
    """What stands under a map that goes elsewhere: the warning, how far the figure may be compared, where it comes from."""
    warned = warning(picture)
    said = [f"{warned[0]}. {warned[1]}"] if warned else []
    return [*said, graded(picture, named=named), *filter(None, [sources(picture)])]


def _difference(picture: Picture) -> str:
    """What the countries count, side by side, and what may be compared."""
    t, language = picture.t, picture.state.lang
    countries = [code for code in COUNTRIES if picture.indicator.collected[code]]
    said = [t("list.pair", name=t.country(code), value=picture.indicator.country[code].statistic[language]) for code in countries]
    counted = t("list.part").join(said)
    return f"{counted}. {t(f'banner.compare_{picture.indicator.weakest}')}"


def _spaced(items: list) -> list:
    return [part for item in items for part in (item, "  ")][:-1]
