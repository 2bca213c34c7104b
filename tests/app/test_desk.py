"""Profile and compare: figures and places recounted, sentences by their rules, pages whole in four languages, hostile links."""

from __future__ import annotations

import io
import re

import pandas as pd
import pytest

from tests.app.fake import FakeMonitor
from tests.app.test_documents import whole
from tests.app.test_server import HTML, client_of
from wohnmonitor.app.desk import Desk, Place, Subject
from wohnmonitor.app.outstanding import cautions, changes, stands_out, tail
from wohnmonitor.app.page_compare import Comparison
from wohnmonitor.app.release import Facts
from wohnmonitor.app.server import create_app
from wohnmonitor.app.text import text, words
from wohnmonitor.declared import Rules
from wohnmonitor.schema import COMPARABLE, LANGUAGES


@pytest.fixture(scope="module")
def desk(served):
    return Desk(Facts(served.pinned()))


@pytest.fixture(scope="module")
def client(dash_app):
    return client_of(dash_app)


@pytest.fixture(scope="module")
def invented():
    return client_of(create_app(FakeMonitor()))


def english(desk):
    return text("en", "desk")


def page_of(client, path: str, language: str = "en") -> str:
    answer = client.get(f"{path}{'&' if '?' in path else '?'}lang={language}", headers=HTML)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def test_places_are_what_a_recount_finds(desk, monitor):
    eupen = desk.subject("BE_63023")
    for indicator in ("population_density", "owner_occupied_share", "house_price", "vacancy_rate"):
        figure = desk.figure(eupen, indicator)
        rows = monitor.values(indicator, level="municipality", years=figure.year).query("status != 'U'").dropna(subset=["value"])
        belgian = rows[rows["area_id"].str.startswith("BE")]
        assert figure.places["country"] == Place(int((belgian["value"] > figure.value).sum()) + 1, len(belgian), figure.year)
        if emr := figure.places.get("emr"):
            every = monitor.values(indicator, level="municipality", years=emr.year).query("status != 'U'").dropna(subset=["value"])
            own = every.loc[every["area_id"] == "BE_63023", "value"].iloc[0]
            assert (emr.rank, emr.of) == (int((every["value"] > own).sum()) + 1, len(every))


def test_no_place_crosses_a_border_that_the_grade_closes(desk):
    for area in ("DE_05334002", "NL_GM0928", "BE_63023"):
        for indicator in desk.indicators:
            figure = desk.figure(desk.subject(area), indicator)
            closed = any("rank" not in COMPARABLE[grade] for grade in figure.indicator.grade.values())
            countries = desk.values(indicator, "municipality", figure.places["emr"].year) if "emr" in figure.places else {}
            assert not countries or not closed or figure.indicator.may("rank", countries), indicator
            assert figure.row is not None or figure.reason


def test_a_group_is_told_like_an_area_without_places(desk, monitor):
    members = ("DE_05334002", "NL_GM0981", "BE_63040")
    group = Subject.group("Dreiländereck", members)
    figure = desk.figure(group, "population")
    expected = monitor.values("population", group={"x": list(members)}).dropna(subset=["value"])
    assert figure.value == expected["value"].iloc[-1] and figure.places == {} and desk.countries(group) == {"BE", "NL", "DE"}
    compared = Comparison(desk, [group, desk.subject("BE_63023")], english(desk), lambda page, **_: page)
    assert "Dreiländereck" in compared.html() and any(row.indicator.id == "population" for row in compared.rows)


def test_the_tail_is_a_tenth_and_needs_enough_areas():
    rules = Rules(tail=0.1, least=10)
    assert tail(Place(10, 100, 2020), rules) == "high" and tail(Place(11, 100, 2020), rules) == ""
    assert tail(Place(91, 100, 2020), rules) == "low" and tail(Place(90, 100, 2020), rules) == ""
    assert tail(Place(1, 9, 2020), rules) == tail(None, rules) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_out_is_so_by_its_rule(desk, language):
    t = text(language, "desk")
    for area in ("DE_05334002", "BE_73028"):
        subject = desk.subject(area)
        figures = [desk.figure(subject, one) for one in desk.indicators]
        by_title = {one.indicator.text[language].title.replace("\u00ad", ""): one for one in figures if one.row is not None}
        for sentence in stands_out(desk, subject, figures, t):
            figure = by_title[sentence.head]
            assert figure.row["status"] != "U" and any(tail(place, desk.profile.rules) for place in figure.places.values())
            assert t.number(figure.value, figure.indicator.decimals, sign=figure.indicator.formula.type == "growth") in sentence.tail
        for sentence in changes(desk, subject, figures, t):
            assert desk.change(subject, by_title[sentence.head], 5)[2] is not None


def test_herstappe_is_told_to_have_few_cases(desk):
    figures = [desk.figure(desk.subject("BE_73028"), one) for one in desk.indicators]
    said = cautions(desk, figures, english(desk))
    assert said[0].head == "Few cases" and "too unreliable for a rank" in said[0].tail


def test_a_change_across_a_break_is_never_told(desk):
    figure = desk.figure(desk.subject("DE_05334002"), "population")
    assert figure.row["status"] == "B" and desk.change(desk.subject("DE_05334002"), figure, 5) is None


def test_compare_takes_the_newest_common_year_and_the_grade_of_its_own_border(desk):
    two = Comparison(desk, [desk.subject("NL_GM0928"), desk.subject("DE_05334016")], english(desk), lambda page, **_: page)
    by_id = {row.indicator.id: row for row in two.rows}
    years = [set(desk.series(one, "share_age_65_plus").dropna(subset=["value"])["year"]) for one in two.subjects]
    assert by_id["share_age_65_plus"].year == max(years[0] & years[1]) and by_id["share_age_65_plus"].grade == "A"
    assert by_id["owner_occupied_share"].year is None and by_id["vacancy_rate"].alike is False
    page = two.html()
    assert "comparable within a country only; rank per country" in page and "newest value of each" in page
    same = Comparison(desk, [desk.subject("BE_63023"), desk.subject("BE_63040")], english(desk), lambda page, **_: page)
    assert all(row.grade == "" and row.alike for row in same.rows)


AREAS = ("BE_63023", "BE_73028", "NL_CR39", "region-aachen", "emr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_whole_in_every_language(client, language):
    compared = ("NL_GM0928", "NL_GM0928,emr", "NL_GM0928,DE_05334016,BE_63023,NL_CR39")
    own = [f"/profile?area=group:Dreiländereck&group={OWN}", f"/compare?areas=group:Dreiländereck,BE_63023&group={OWN}"]
    paths = ["/profile", "/compare", *own, *(f"/profile?area={area}" for area in AREAS), *(f"/compare?areas={areas}" for areas in compared)]
    keys = words(language, "desk").keys()
    for path in paths:
        page = page_of(client, path, language)
        whole(page)
        inside = re.sub(r"<script.*?</script>|<[^>]+>", " ", page, flags=re.DOTALL)
        assert not re.findall(r"\{\w+\}", inside) and not set(re.findall(r"\b[a-z]+\.[a-z_]+\b", inside)) & keys, path


def test_the_pages_stand_on_a_release_without_a_declared_profile(invented):
    page = page_of(invented, "/profile?area=BE_63023", "de")
    assert "Eupen" in page and "Hauspreis" in page
    assert "Vaals" in page_of(invented, "/compare?areas=BE_63023,NL_GM0981")


def test_every_figure_of_a_profile_has_a_value_or_a_reason(client, desk):
    page = page_of(client, "/profile?area=DE_05334002")
    for one in desk.indicators:
        title = desk.facts.catalogue.indicators[one].text["en"].title.replace("\u00ad", "")
        assert title in page, one
    assert page.count("wm-gap-") >= 1 and page.count('scope="row"') >= 20


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/profile?area=Eupn", 400, "Eupn"),
        ("/profile?area=<script>alert(1)</script>", 400, "&lt;script&gt;"),
        ("/profile?area=BE_63023&area=BE_63040", 400, "more than once"),
        ("/profile?area=" + "A" * 3000, 400, "too long"),
        ("/compare?areas=BE_63023,NL_GM9999", 400, "NL_GM9999"),
        ("/compare?areas=BE_63023,' OR 1=1", 400, "OR 1=1"),
        ("/compare?areas=BE_63023&add=nowhere", 400, "nowhere"),
        ("/profile/../etc/passwd", 404, ""),
        ("/profile?area=group:Eck", 400, "group:Eck"),
        ("/profile?area=group:Eck&group=Eck:", 400, "Eck:"),
        ("/compare?areas=group:Eck&group=<script>alert(1)</script>:BE_63040", 400, "&lt;script&gt;"),
        ("/compare?areas=BE_63023&group=" + "n" * 41 + ":BE_63040", 400, "nnnn"),
        ("/border?group=Eck:" + ",".join(["BE_63040"] * 500), 400, "too long"),
        ("/border?indicator=nothing", 400, "nothing"),
        ("/border?year=latest&areas=NL_GM9999", 400, "NL_GM9999"),
        ("/embed?areas=<script>alert(1)</script>", 400, "&lt;script&gt;"),
        ("/embed?indicator=population&group=Eck:;Eck:", 400, "Eck:"),
        ("/embed?second=nothing&view=two", 400, "nothing"),
    ],
)
def test_hostile_links_get_a_sentence(client, path, status, said):
    answer = client.get(path + ("&lang=en" if "?" in path else ""), headers=HTML)
    page = answer.get_data(as_text=True)
    assert answer.status_code == status and said in page and "<script>alert" not in page and "Traceback" not in page


@pytest.mark.parametrize("path", ["/profile?area=BE_63023", "/compare?areas=BE_63023", "/border?year=latest", "/embed?year=2024"])
def test_a_language_we_do_not_speak_falls_back_or_is_told(client, path):
    answer = client.get(f"{path}&lang=<script>", headers=HTML)
    assert answer.status_code in (200, 400) and re.search(r'<html lang="(de|nl|fr|en)"', answer.text) and "lang=<script>" not in answer.text


def test_a_former_municipality_leads_to_what_it_is_part_of(client):
    assert "Pelt" in page_of(client, "/profile?area=BE_72025")


def test_the_form_adds_an_area_to_the_address(client):
    answer = client.get("/compare?areas=NL_GM0928&add=DE_05334016&lang=fr", headers=HTML)
    target = answer.headers["Location"]
    assert answer.status_code == 302 and "areas=NL_GM0928,DE_05334016" in target and "lang=fr" in target
    full = ",".join(f"DE_{n:08d}" for n in (5334002, 5334004, 5334008, 5334012, 5334016, 5334020, 5334024, 5334028, 5334032, 5334036))
    assert client.get(f"/compare?areas={full}&add=BE_63023&lang=en", headers=HTML).status_code == 400
    assert "No more than 10 areas" in page_of(client, f"/compare?areas={full}")


def test_texts_have_the_same_keys_and_fields_and_are_translated():
    ours = words("en", "desk").keys() - words("en").keys()
    for language in LANGUAGES:
        told = words(language, "desk")
        assert told.keys() - words(language).keys() == ours
        for key in ours:
            assert set(re.findall(r"\{\w+\}", told[key])) == set(re.findall(r"\{\w+\}", words("en", "desk")[key])), (language, key)
    alike = {key for key in ours if len({words(language, "desk")[key] for language in LANGUAGES}) == 1}
    assert alike <= {"profile.emr"}


OWN = "Dreiländereck:DE_05334002,NL_GM0981,BE_63040,BE_63088,NL_GM1729"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_own_area_has_a_profile_with_its_members(client, language):
    t = text(language, "desk")
    page = client.get(f"/profile?area=group:Dreiländereck&group={OWN}&lang={language}", headers=HTML).get_data(as_text=True)
    assert "<h1>Dreiländereck</h1>" in page and t.number(299067) in page, "residents of 2024, the newest year of all five"
    assert t("reason.apart") in page and "wm-col-similar" not in page, "no place among others, no empty columns for one"
    rows = dict(re.findall(r'<tr><th scope="row"><a href="[^"]*area=(\w+)[^"]*">.*?</th>(.*?)</tr>', page))
    assert set(rows) == {"DE_05334002", "NL_GM0981", "BE_63040", "BE_63088", "NL_GM1729"}
    assert "€" not in "".join(rows.values()), "prices of grade D do not stand side by side"


def test_a_comparison_names_every_theme_and_offers_no_area_twice(client):
    page = client.get("/compare?areas=DE_05334002,emr&lang=en", headers=HTML).get_data(as_text=True)
    themes = re.findall(r"<h2>(.*?)</h2>", page)
    assert {"Demography", "Housing stock", "Housing market", "Social", "Sustainability"} <= set(themes)
    offered = re.search(r'<select id="add".*?</select>', page).group()
    assert 'value="NL_GM0935"' in offered and 'value="DE_05334002"' not in offered and 'value="emr"' not in offered


def test_the_figures_behind_a_page_are_all_its_areas_have(client, monitor):
    """A file with every indicator of an area and of one of the reader's own, as the monitor answers them."""
    answer = client.get(f"/areas.csv?areas=BE_63023,group:Dreiländereck&group={OWN}")
    assert answer.status_code == 200 and "wohnmonitor_BE_63023_own.csv" in answer.headers["Content-Disposition"]
    rows = pd.read_csv(io.BytesIO(answer.data), encoding="utf-8-sig")
    assert set(rows["area_id"]) == {"BE_63023", "group:Dreiländereck"}
    members = OWN.split(":")[1].split(",")
    for indicator in ("population", "owner_occupied_share", "house_price"):
        for area, known in (
            ("BE_63023", monitor.values(indicator, areas=["BE_63023"])),
            ("group:Dreiländereck", monitor.values(indicator, group={"Dreiländereck": members})),
        ):
            told = rows[(rows["indicator"] == indicator) & (rows["area_id"] == area)]
            assert told["year"].tolist() == known["year"].tolist()
            assert told["reason"].fillna("").tolist() == known["reason"].fillna("").tolist()
            assert told["value"].tolist() == pytest.approx(known["value"].tolist(), rel=1e-9, nan_ok=True)
