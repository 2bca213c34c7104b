"""The planner's pages to read, /profile and /compare: rendered here and kept while their release answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from urllib.parse import quote, urlencode

from flask import Flask, Response, redirect, request

from wohnmonitor.app import page_compare, page_profile, pages
from wohnmonitor.app.cited import cited_areas
from wohnmonitor.app.controls import take_button
from wohnmonitor.app.desk import Desk, Subject, desk_of
from wohnmonitor.app.markup import markup
from wohnmonitor.app.page_compare import Comparison
from wohnmonitor.app.page_profile import Profile
from wohnmonitor.app.release import Facts
from wohnmonitor.app.state import MOST_AREAS, State, to_query
from wohnmonitor.app.text import Text, text
from wohnmonitor.schema import COUNTRIES, LANGUAGES, LEVELS

TEXTS = "desk"
SCRIPTS = ("desk.js", *pages.GROUND, *pages.TAKING)
SAID = ("take.", "list_areas.done", "list.")
"""Texts that the scripts need, by how their key begins."""


def add_desk(server: Flask, app, tokens: str) -> None:
    """Routes /profile and /compare. `app`: server.Monitor."""
    prefix = app.config.requests_pathname_prefix

    def profile_of(facts: Facts, subject: Subject, language: str) -> tuple[str, str]:
        made = Profile(desk_of(facts), subject, text(language, TEXTS), linked(language))
        return made.t("profile.of", name=made.name), made.html()

    def comparison_of(facts: Facts, subjects: tuple[Subject, ...], language: str) -> tuple[str, str]:
        made = Comparison(desk_of(facts), subjects, text(language, TEXTS), linked(language))
        return made.html(), linked(language)("compare", **made.address, release=facts.release)

    def linked(language: str):
        """link(page, **parameters) -> address, in the reader's language."""

        def link(page: str, **parameters: str) -> str:
            given = {name: value for name, value in parameters.items() if value} | {"lang": language}
            return f"{prefix}{page}?{urlencode(given, safe=',:', quote_via=quote)}"

        return link

    def asked() -> tuple[Facts, State]:
        """The facts, the reader's own areas among them, and the view."""
        query = request.args.to_dict(flat=False)
        if added := query.pop("add", None):  # the form beside the areas chosen so far
            query["areas"] = [",".join([*query.get("areas", []), *added])]
        return app.facts.view(query, request.headers.get("Accept-Language", ""))

    def shown(page: str, state: State, title: str, inside: str) -> Response:
        query = to_query(_selected(state, state.area))
        languages = {code: f"{prefix}{page}?{to_query(replace(state, lang=code))}" for code in LANGUAGES}
        body = pages.document_page(
            text(state.lang), title, inside, current=page, query=query, languages=languages, theme=state.theme, prefix=prefix,
            tokens=prefix + tokens, scripts=SCRIPTS, boot=_boot(text(state.lang), app.facts.release, prefix),
            preview=app.facts.release if app.facts.preview else "",
        )  # fmt: skip
        return Response(body, content_type="text/html; charset=utf-8", headers={"Cache-Control": "no-cache"})

    @server.get("/profile")
    def profile_page() -> Response:
        facts, state = asked()
        t, area = text(state.lang, TEXTS), state.area or next(iter(state.areas), None)
        bar = _chooser(facts, t, state, prefix, area)
        if area is None:
            return shown(page_profile.PAGE, state, t("profile.heading"), bar + _start(facts, t, linked(state.lang)))
        subject = desk_of(facts).subject(area, facts.own)
        title, inside = facts.kept(profile_of, subject, state.lang)
        own = _address(linked(state.lang)("profile", area=subject.key, group=subject.own, release=facts.release))
        told = cited_areas(t, state.release, facts, prefix, [subject.key])
        return shown(page_profile.PAGE, state, title, bar + told + inside + own)

    @server.get("/compare")
    def compare_page() -> Response:
        facts, state = asked()
        if request.args.get("add"):
            return redirect(f"{prefix}compare?{to_query(state)}")
        t = text(state.lang, TEXTS)
        names = [facts.name(area, state.lang) for area in state.areas]
        title = t("compare.of", names=t.listed(names)) if names else t("compare.heading")
        head = (
            f'<p class="wm-kind">{escape(t("compare.heading"))}</p><h1>{escape(t.listed(names) or t("compare.heading"))}</h1>'
            f'<p class="wm-lead">{escape(t("compare.lead"))}</p>'
            f"{cited_areas(t, state.release, facts, prefix, state.areas) if state.areas else ''}{_chosen(facts, t, state, prefix)}"
        )
        if len(state.areas) < 2:
            return shown(page_compare.PAGE, state, title, head + _suggested(desk_of(facts), t, state, prefix))
        subjects = tuple(desk_of(facts).subject(area, facts.own) for area in state.areas)
        inside, own = facts.kept(comparison_of, subjects, state.lang)
        return shown(page_compare.PAGE, state, title, f'<article class="wm-comparison">{head}{inside}{_address(own)}</article>')


def _boot(t: Text, release: str, prefix: str) -> dict:
    """What the scripts of these pages start from."""
    words = {key: said for key, said in t.words.items() if key.startswith(SAID)}
    return t.for_scripts() | {"texts": words, "release": release, "urls": {"root": prefix}}


def _paper(t: Text, prefix: str, subjects: Sequence[Subject], words: str) -> str:
    """To take along, and to print. words: what printing gives."""
    asked = {"areas": ",".join(one.key for one in subjects), "group": ";".join(filter(None, (one.own for one in subjects)))}
    figures = f"{prefix}areas.csv?{urlencode({key: said for key, said in asked.items() if said}, safe=',:', quote_via=quote)}"
    take = markup(take_button(t, **{"data-figures": figures}))
    return f'{take}<button type="button" class="wm-button wm-button-filled" data-print>{escape(words)}</button>'


def _address(path: str) -> str:
    """The link of this very page, for paper."""
    link = escape(request.host_url.rstrip("/") + path)
    return f'<p class="wm-own-link"><a href="{link}">{link}</a></p>'


def _chosen(facts: Facts, t: Text, state: State, prefix: str) -> str:
    """The areas side by side, each with the way out; and the form that adds one."""
    items = []
    for number, area in enumerate(state.areas):
        others = to_query(replace(state, areas=tuple(other for other in state.areas if other != area)))
        own, name = escape(f"{prefix}profile?{to_query(replace(state, area=area))}"), facts.name(area, t.language)
        out = escape(t("compare.remove", name=name))
        items.append(
            f'<li><span class="wm-badge wm-badge-{number % 5 + 1}" aria-hidden="true">{number + 1}</span>'
            f'<a href="{own}">{escape(name)}</a>'
            f'<a class="wm-remove" href="{prefix}compare?{escape(others)}" aria-label="{out}" title="{out}">×</a></li>'
        )
    if len(state.areas) < MOST_AREAS:
        held = f'<input type="hidden" name="areas" value="{escape(",".join(state.areas))}">' if state.areas else ""
        form = (
            f'<form class="wm-choose" action="{prefix}compare" method="get">{held}<label for="add">{escape(t("compare.add"))}</label>'
            f'<select id="add" name="add">{options(facts, t, None, state.areas)}</select>{hidden(state)}'
            f'<button class="wm-button">{escape(t("compare.do_add"))}</button></form>'
        )
    else:
        form = f'<p class="wm-quiet">{escape(t("compare.full", most=MOST_AREAS))}</p>'
    chips = f'<ul class="wm-chips">{"".join(items)}</ul>' if items else ""
    subjects = [desk_of(facts).subject(area, facts.own) for area in state.areas]
    paper = f'<div class="wm-fill"></div>{_paper(t, prefix, subjects, t("compare.print"))}' if len(subjects) > 1 else ""
    return f'<div class="wm-bar">{chips}{form}{paper}</div>'


def _suggested(desk: Desk, t: Text, state: State, prefix: str) -> str:
    """With fewer than two areas: what is missing, and for one municipality its neighbours and those like it."""
    said, facts = f"<p>{escape(t('compare.few'))}</p>", desk.facts
    own = next(iter(state.areas), "")
    near = facts.geo["levels"]["municipality"].get("neighbours", {}).get(own, [])
    others = dict.fromkeys([*near, *desk.similar(own).index]) if own else {}
    if not others:
        return said
    ways = {area: escape(f"{prefix}compare?{to_query(replace(state, areas=(own, area)))}") for area in others}
    items = "".join(f'<li><a href="{way}">{escape(facts.name(area, t.language))}</a></li>' for area, way in ways.items())
    return f'{said}<h2>{escape(t("compare.suggest"))}</h2><ul class="wm-contents">{items}</ul>'


def _chooser(facts: Facts, t: Text, state: State, prefix: str, area: str | None) -> str:
    """Another area, printing, and the ways on."""
    kept = hidden(state)
    ways = ""
    if area:
        query = to_query(_selected(state, area))
        on_map, beside = escape(f"{prefix}?{query}"), escape(f"{prefix}compare?{query}")
        ways = (
            f'<a class="wm-button" href="{beside}">{escape(t("nav.compare"))}</a>'
            f'<a class="wm-button" href="{on_map}">{escape(t("profile.map"))}</a>'
            f"{_paper(t, prefix, [desk_of(facts).subject(area, facts.own)], t('profile.print'))}"
        )
    return (
        f'<div class="wm-bar"><form class="wm-choose" action="{prefix}profile" method="get">'
        f'<label for="area">{escape(t("profile.choose"))}</label><select id="area" name="area">{options(facts, t, area)}</select>{kept}'
        f'<button class="wm-button">{escape(t("profile.show"))}</button></form><div class="wm-fill"></div>{ways}</div>'
    )


def _selected(state: State, area: str | None) -> State:
    """The view with the area of a profile as first of the selection."""
    return replace(state, areas=tuple(dict.fromkeys((area, *state.areas)))[:MOST_AREAS], area=None) if area else state


def hidden(state: State) -> str:
    """What a form keeps of a view: language, theme, areas of the reader's own."""
    kept = (("theme", state.theme), ("group", ";".join(state.group)), ("lang", state.lang))
    return "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in kept if value)


def options(facts: Facts, t: Text, chosen: str | None, without: Sequence[str] = ()) -> str:
    """All areas by level, municipalities by country, in the order of their names, but those of `without`."""
    groups: list[tuple[str, list[str]]] = [(t("desk.own"), [area for area in facts.own if area not in without])]
    for level in LEVELS:
        here = [area for area, row in facts.areas.items() if row["level"] == level and area not in without]
        if level == "municipality":
            words = t("level.municipality")
            groups += [(f"{words}, {t.country(code)}", [a for a in here if facts.country[a] == code]) for code in COUNTRIES]
        else:
            groups.append((t(f"level.{level}"), here))
    return "".join(
        f'<optgroup label="{escape(label)}">'
        + "".join(
            f'<option value="{escape(area)}"{" selected" if area == chosen else ""}>{escape(name)}</option>'
            for name, area in sorted((facts.name(area, t.language), area) for area in areas)
        )
        + "</optgroup>"
        for label, areas in groups if areas
    )  # fmt: skip


def _start(facts: Facts, t: Text, link) -> str:
    """Without an area: what the page is, and the larger areas to begin with."""
    areas = [area for area, row in facts.areas.items() if row["level"] in ("region", "district")]
    items = "".join(f'<li><a href="{escape(link("profile", area=area))}">{escape(facts.name(area, t.language))}</a></li>' for area in areas)
    return (
        f'<h1>{escape(t("profile.heading"))}</h1><p class="wm-lead">{escape(t("profile.lead"))}</p>'
        f'<h2>{escape(t("level.region"))}, {escape(t("level.district"))}</h2><ul class="wm-contents">{items}</ul>'
    )
