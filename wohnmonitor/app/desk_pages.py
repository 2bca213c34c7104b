"""The planner's pages to read, /profile and /compare: rendered here and kept while their release answers."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from html import escape
from urllib.parse import urlencode

from flask import Flask, Response, request

from wohnmonitor.app import page_profile, pages
from wohnmonitor.app.desk import Desk
from wohnmonitor.app.page_profile import Profile
from wohnmonitor.app.release import Facts
from wohnmonitor.app.state import State, parse, to_query
from wohnmonitor.app.text import Text, text
from wohnmonitor.schema import COUNTRIES, LANGUAGES, LEVELS

TEXTS = "desk"
KEPT = 256
SCRIPT = "desk.js"


def add_desk(server: Flask, app, tokens: str) -> None:
    """Routes /profile and /compare. `app`: server.Monitor."""
    prefix = app.config.requests_pathname_prefix

    @lru_cache(maxsize=2)
    def desk_of(facts: Facts) -> Desk:
        return Desk(facts)

    @lru_cache(maxsize=KEPT)
    def profile_of(facts: Facts, area: str, language: str) -> tuple[str, str]:
        desk = desk_of(facts)
        made = Profile(desk, desk.subject(area), text(language, TEXTS), linked(language))
        return made.t("profile.of", name=made.name), made.html()

    def linked(language: str):
        """link(page, **parameters) -> address, in the reader's language."""
        return lambda page, **parameters: f"{prefix}{page}?{urlencode(parameters | {'lang': language}, safe=',:')}"

    def asked() -> tuple[Facts, State]:
        facts = app.facts()
        return facts, parse(request.args.to_dict(flat=False), facts.known, request.headers.get("Accept-Language", ""))

    def shown(page: str, state: State, title: str, inside: str) -> Response:
        query = to_query(state)
        languages = {code: f"{prefix}{page}?{to_query(replace(state, lang=code))}" for code in LANGUAGES}
        body = pages.document_page(
            text(state.lang), title, inside, current=page, query=query, languages=languages, theme=state.theme, prefix=prefix,
            tokens=prefix + tokens, scripts=[SCRIPT],
        )  # fmt: skip
        return Response(body, content_type="text/html; charset=utf-8", headers={"Cache-Control": "no-cache"})

    @server.get("/profile")
    def profile_page() -> Response:
        facts, state = asked()
        t, area = text(state.lang, TEXTS), state.area or next(iter(state.areas), None)
        bar = _chooser(facts, t, state, prefix, area)
        if area is None:
            return shown(page_profile.PAGE, state, t("profile.heading"), bar + _start(facts, t, linked(state.lang)))
        title, inside = profile_of(facts, area, state.lang)
        return shown(page_profile.PAGE, state, title, bar + inside)


def _chooser(facts: Facts, t: Text, state: State, prefix: str, area: str | None) -> str:
    """Another area, printing, and the ways on."""
    kept = hidden(state)
    ways = ""
    if area:
        on_map = escape(f"{prefix}?{to_query(replace(state, areas=tuple(dict.fromkeys((area, *state.areas)))[:10], area=None))}")
        ways = (
            f'<a class="wm-button" href="{on_map}">{escape(t("profile.map"))}</a>'
            f'<button type="button" class="wm-button wm-button-filled" data-print>{escape(t("profile.print"))}</button>'
        )
    return (
        f'<div class="wm-bar"><form class="wm-choose" action="{prefix}profile" method="get">'
        f'<label for="area">{escape(t("profile.choose"))}</label><select id="area" name="area">{options(facts, t, area)}</select>{kept}'
        f'<button class="wm-button">{escape(t("profile.show"))}</button></form><div class="wm-fill"></div>{ways}</div>'
    )


def hidden(state: State) -> str:
    """What a form keeps of a view: language and theme."""
    kept = (("theme", state.theme), ("lang", state.lang))
    return "".join(f'<input type="hidden" name="{name}" value="{value}">' for name, value in kept if value)


def options(facts: Facts, t: Text, chosen: str | None) -> str:
    """All areas by level, municipalities by country, in the order of their names."""
    groups: list[tuple[str, list[str]]] = []
    for level in LEVELS:
        here = [area for area, row in facts.areas.items() if row["level"] == level]
        if level == "municipality":
            words = t("level.municipality")
            groups += [(f"{words}, {t.country(code)}", [a for a in here if facts.country[a] == code]) for code in COUNTRIES]
        else:
            groups.append((t(f"level.{level}"), here))
    return "".join(
        f'<optgroup label="{escape(label)}">'
        + "".join(
            f'<option value="{area}"{" selected" if area == chosen else ""}>{escape(name)}</option>'
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
