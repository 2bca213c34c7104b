"""What leaves the page: the figures of each page as a file, and the page on paper."""

from __future__ import annotations

import io

import pandas as pd
import pytest

from tests.app.visits import asked, visit
from wohnmonitor.schema import EXPORT

browser = pytest.mark.browser
AREAS = "areas=DE_05334002,BE_63040"


@pytest.fixture(scope="module")
def client(dash_app):
    return dash_app.server.test_client()


def csv(client, path: str) -> pd.DataFrame:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return pd.read_csv(io.BytesIO(answer.data), encoding="utf-8-sig", dtype={"area_id": str})


def test_two_maps_give_both_figures(client, monitor):
    found = csv(client, "/download.csv?indicator=population&year=2024&view=two&second=population_density&second_year=2020")
    assert list(found.columns) == list(EXPORT)
    assert found.groupby("indicator")["year"].unique().map(list).to_dict() == {"population": [2024], "population_density": [2020]}
    whole = monitor.values("population_density", level="municipality", years=(2020, 2020)).set_index("area_id")["value"]
    told = found[found["indicator"] == "population_density"].set_index("area_id")["value"]
    pd.testing.assert_series_equal(told.sort_index(), whole.sort_index(), check_names=False, check_exact=False, rtol=1e-9)


def test_the_scatter_gives_both_axes(client):
    found = csv(client, "/scatter.csv?indicator=population_growth_5y&second=population_density&year=2024")
    assert set(found["indicator"]) == {"population_growth_5y", "population_density"}
    assert set(found["year"]) == {2024}


def test_the_table_gives_its_columns_and_years(client):
    found = csv(client, "/table.csv?indicators=population,house_price&years=2015-2017&level=region")
    assert found.groupby(["indicator", "area_id"]).size().min() >= 1
    assert set(found["year"]) == {2015, 2016, 2017}
    assert set(found["indicator"]) == {"population", "house_price"}
    change = csv(client, "/table.csv?indicators=population,dwellings&mode=change&from=2015&year=2020&level=country")
    assert {"measure", "from", "before", "now"} <= set(change.columns)
    row = change[(change["indicator"] == "dwellings") & (change["area_id"] == "NL")].iloc[0]
    assert row["now"] > row["before"]


def test_any_figure_of_the_map_is_a_sentence(client):
    address = "/sentence.txt?indicator=population&year=2024&lang=en&of="
    told = client.get(address + "DE_05334002").text.replace("\u00a0", " ")
    assert told.startswith("Aachen, Population: 252,769 residents on 31 December 2023 (value for 1 January 2024")
    assert client.get(address + "DE_05358").text.startswith("Kreis Düren")
    assert "no value" in client.get(address.replace("population", "house_price") + "DE_05334002").text
    assert client.get(address + "nowhere").status_code == 400


@browser
def test_the_card_copies_its_figure(page, server):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(page, server, f"lang=en&indicator=population&year=2024&{AREAS}")
    page.locator("path[data-area][tabindex='0']").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("c")
    page.wait_for_selector(".map-card [data-said]")
    name = page.locator(".map-card-title").inner_text()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{name}, Population: ")
    assert copied.endswith("lang=en")
    assert not page.wrong


WRONG = ("indicator=nothing", "years=2020-2010", "indicators=population,nothing", "level=street", "x=1&year=99999")


@pytest.mark.parametrize("query", WRONG)
def test_a_wrong_link_to_a_file_is_told(client, query):
    for page in ("download", "scatter", "table"):
        answer = client.get(f"/{page}.csv?{query}")
        assert answer.status_code == 400
        assert answer.json["message"]


@browser
def test_an_area_of_the_cloud_is_chosen_by_keyboard(page, server):
    page.goto(f"{server}scatter?lang=en&indicator=population_growth_5y&second=population_density&year=2024")
    page.wait_for_selector("#scatter-place .main-svg")
    page.locator("#scatter-place summary").press("Enter")
    page.locator("#scatter-place [data-toggle=NL_GM0935]").press("Enter")
    asked(page, areas="NL_GM0935")
    page.locator("#scatter-place [data-toggle=NL_GM0935][aria-pressed=true]").wait_for()
    page.wait_for_function("() => document.activeElement.dataset.toggle === 'NL_GM0935'")
    assert page.evaluate("wm.taken.figures()").endswith("areas=NL_GM0935&second=population_density&lang=en")
    assert not page.wrong


@browser
def test_on_paper_stand_figures_and_where_they_come_from(page, server, tmp_path):
    visit(page, server, f"lang=en&indicator=population&year=2024&theme=dark&{AREAS}")
    fitted = page.evaluate("wm.pan.k")
    page.evaluate("""() => {
        addEventListener('beforeprint', () => {
            window.paper = {
                theme: document.documentElement.dataset.theme,
                charts: [...document.querySelectorAll('.wm-printed-chart')].map(chart => chart.getBoundingClientRect().width),
                foot: document.querySelector('.wm-printed').textContent,
                map: [wm.pan.x, wm.map.geo.width * wm.pan.k + wm.pan.x, wm.frame.clientWidth],
                pressed: [...document.querySelectorAll('button, input, select')].filter(e => e.offsetParent).map(e => e.outerHTML),
            };
        });
    }""")
    page.pdf(path=str(tmp_path / "view.pdf"), format="A4")
    paper = page.evaluate("window.paper")
    assert paper["theme"] == "light"
    assert len(paper["charts"]) >= 2
    assert min(paper["charts"]) > 200
    assert "areas=DE_05334002,BE_63040" in paper["foot"]
    left, right, width = paper["map"]
    assert 0 <= left < right <= width
    assert not paper["pressed"]
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert not page.locator(".wm-printed, .wm-printed-chart").count()
    assert page.evaluate("wm.pan.k") == pytest.approx(fitted)
    assert not page.wrong


@browser
def test_all_rows_of_the_table_stand_on_paper(page, server, tmp_path):
    page.goto(f"{server}table?lang=en&indicators=population&year=2024")
    page.wait_for_selector(".ag-row .ag-cell")
    rows = "document.querySelectorAll('.wm-printed-table tbody tr').length"
    page.evaluate(f"addEventListener('beforeprint', () => {{ window.rows = {rows}; }})")
    page.pdf(path=str(tmp_path / "table.pdf"), format="A4")
    assert page.evaluate("window.rows") == 200  # with the Euregio
    assert not page.locator(".wm-printed-table").count()
