"""A link that names the release it was made under: what has changed since is told, once, and a copied link names its own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dash import html

from wohnmonitor import history
from wohnmonitor.app.cited import cited, cited_areas
from wohnmonitor.app.release import Facts
from wohnmonitor.app.served import Served
from wohnmonitor.app.state import State
from wohnmonitor.app.text import text
from wohnmonitor.schema import LANGUAGES

GONE = "2020-01-01-0123456789"


@pytest.fixture(scope="module")
def two(two_releases):
    folder, then = two_releases
    return Facts(Served(folder).pinned()), then


def said(parts) -> str:
    return " ".join(part if isinstance(part, str) else part.children for part in parts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_that_changed_are_counted_and_listed(two, language, two_releases):
    facts, then = two
    view = State("population", "year", 2024, areas=("NL_GM0935", "BE_62063"), lang=language, release=then)
    (notice,) = cited(text(language), view, facts, "/housing/")
    assert then in said(notice.children) and "1" in said(notice.children[:1]).replace(then, "")
    (link,) = [part for part in notice.children if isinstance(part, html.A)]
    assert link.href == f"/housing/api/v1/releases/{then}/changes.csv?indicator=population&area=NL_GM0935,BE_62063"


def test_what_has_not_changed_has_no_list_and_the_level_counts_without_areas(two):
    facts, then = two
    t, view = text("en"), State("population", "year", 2024, lang="en", release=then)
    assert "since: 1." in said(cited(t, view, facts, "/")[0].children)
    for same in (replace(view, level="region"), replace(view, areas=("BE_62063",)), replace(view, indicator="house_price")):
        (notice,) = cited(t, same, facts, "/")
        assert "since: 0." in said(notice.children) and len(notice.children) == 1


def test_the_release_of_now_is_silent_and_one_that_is_gone_says_so(two):
    facts, _ = two
    view = State("population", "year", 2024)
    assert cited(text("en"), view, facts, "/") == cited(text("en"), replace(view, release=facts.release), facts, "/") == []
    assert "no longer at hand" in said(cited(text("en"), replace(view, release=GONE), facts, "/")[0].children)


def test_a_profile_counts_all_figures_of_its_areas(two):
    facts, then = two
    t = text("en")
    told = cited_areas(t, then, facts, "/", ("NL_GM0935", "BE_62063"))
    count = len(history.changed_between(facts.monitor.data, then, facts.release, None, ["NL_GM0935", "BE_62063"]))
    assert count > 1, "what is derived of it changes with it"
    assert f"release {then}. Figures of these areas that have changed since: {count}." in told
    assert f'href="/api/v1/releases/{then}/changes.csv?area=NL_GM0935,BE_62063"' in told
    assert "no longer at hand" in cited_areas(t, GONE, facts, "/", ("BE_62063",))
    assert cited_areas(t, facts.release, facts, "/", ("BE_62063",)) == cited_areas(t, None, facts, "/", ("BE_62063",)) == ""


@pytest.mark.browser
def test_the_notice_goes_with_the_next_change_and_a_copied_link_names_its_release(page, server, monitor):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{server}?lang=en&indicator=population&year=2020&release={GONE}")
    page.wait_for_selector("#series .wm-chart .main-svg")
    assert GONE in page.locator("#cited").inner_text()
    page.locator("#copy").click()
    page.wait_for_function("release => location.search.includes(release)", arg=monitor.release)
    assert f"release={monitor.release}" in page.evaluate("navigator.clipboard.readText()")
    page.evaluate("window.wmShell.change({ year: 2021 })")
    page.wait_for_function("() => location.search.includes('year=2021') && !location.search.includes('release')")
    assert page.locator("#cited").is_hidden()
