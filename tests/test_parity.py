"""The same view from app, API, command line and Python: identical figures, statuses and notes, in every format, over all indicators."""

from __future__ import annotations

import io
import json
import re

import pandas as pd
import pytest
from click.testing import CliRunner

from tests.api.conftest import Client, server_over
from tests.export import small
from tests.export.readers import READERS
from wohnmonitor.api.negotiate import CSVW, STRUCTURE
from wohnmonitor.app.served import Served
from wohnmonitor.app.server import create_app
from wohnmonitor.cli import main
from wohnmonitor.export import FORMATS
from wohnmonitor.notebook import Notebook
from wohnmonitor.schema import LANGUAGES

AREAS = ("BE_62063", "BE_72043", "DE_05334002", "NL_GM0935", "NL_GM1954", "region-aachen", "BE", "emr")
"""Of every country and level, merged ones among them."""
YEARS, YEAR = (2020, 2022), 2021
DIGITS = {"xlsx": 15}
QUERY = f"?area={','.join(AREAS)}&years={YEARS[0]}-{YEARS[1]}"


@pytest.fixture(scope="module")
def python(data_folder) -> Notebook:
    return Notebook(data_folder)


@pytest.fixture(scope="module")
def wanted(python) -> pd.DataFrame:
    return pd.concat([python.values(one, areas=AREAS, years=YEARS) for one in python.indicators().index], ignore_index=True)


@pytest.fixture(scope="module")
def client(data_folder) -> Client:
    return server_over(data_folder).test_client()


@pytest.fixture(scope="module")
def app(data_folder):
    server = create_app(Served(data_folder)).server
    server.test_client_class = Client
    return server.test_client()


def fetched(client, address: str) -> bytes:
    answer = client.get(f"/api/v1/values{address}")
    assert answer.status_code == 200
    return answer.get_data()


@pytest.mark.parametrize("form", FORMATS.values(), ids=lambda form: form.name)
def test_the_api_gives_what_python_does_in_every_format(form, wanted, client, tmp_path):
    path = tmp_path / f"values{form.suffix}"
    path.write_bytes(fetched(client, form.suffix + QUERY))
    if form.name == "sdmx-csv":
        (tmp_path / "values.structure.json").write_bytes(fetched(client, ".structure.json" + QUERY))
    small.same(READERS[form.name](path), wanted, DIGITS.get(form.name))


@pytest.mark.parametrize("form", FORMATS.values(), ids=lambda form: form.name)
def test_the_command_line_gives_what_the_api_does_in_every_format(form, python, client, data_folder, tmp_path):
    """To the last byte, notes and descriptions beside it too; CSV over all indicators, the others over some."""
    every = form.name == "csv"
    some = list(python.indicators().index[:: 1 if every else 8])
    path, query = tmp_path / f"values{form.suffix}", f"{QUERY}&lang=de" + ("" if every else f"&indicator={','.join(some)}")
    call = ["export", *(["--all"] if every else some), "--areas", ",".join(AREAS), "--years", f"{YEARS[0]}-{YEARS[1]}", "--lang", "de"]
    assert CliRunner().invoke(main, [*call, "-o", str(path), "--data-dir", str(data_folder)]).exit_code == 0
    over_http = fetched(client, form.suffix + query)
    if form.name == "gpkg":  # holds the time of its writing
        (tmp_path / "http.gpkg").write_bytes(over_http)
        small.same(READERS[form.name](path), READERS[form.name](tmp_path / "http.gpkg"))
    else:
        assert path.read_bytes() == over_http
    if beside := {"csv": CSVW, "sdmx-csv": STRUCTURE}.get(form.name):
        written = path.with_name(f"values{beside.suffix}")
        assert json.loads(fetched(client, beside.suffix + query)) == json.loads(written.read_text("utf-8"))


def test_the_app_gives_what_python_does(app, python):
    query = f"year={YEAR}&mode=year&lang=de"
    for one in python.indicators().index:
        answer = app.get(f"/download.csv?indicator={one}&level=municipality&{query}")
        found = pd.read_csv(io.BytesIO(answer.get_data()), encoding="utf-8-sig", dtype={"reason": "str"})
        small.same(found, python.values(one, "municipality", years=YEAR))


def test_the_latest_of_the_app_is_that_of_the_api(app, client, python):
    for one in python.indicators().index[::4]:
        answer = app.get(f"/download.csv?indicator={one}&level=municipality&year=latest&window=10&lang=de")
        of_app = pd.read_csv(io.BytesIO(answer.get_data()), encoding="utf-8-sig", dtype={"reason": "str"})
        csv = fetched(client, f".csv?indicator={one}&level=municipality&latest=true&window=10")
        small.same(of_app, pd.read_csv(io.BytesIO(csv), dtype={"reason": "str"}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_app_and_api_tell_an_indicator_in_the_same_words(app, client, python, language):
    page = app.get(f"/?lang={language}", headers={"Accept": "text/html"}).get_data(as_text=True)
    boot = json.loads(re.search(r'id="wm-boot">(.*?)</script>', page, re.DOTALL).group(1))["indicators"]
    listed = client.get(f"/api/v1/indicators?lang={language}").get_json()["items"]
    assert [one["indicator"] for one in listed] == [*python.indicators().index] and len(boot) == len(listed)
    for one in listed:
        told = boot[one["indicator"]]
        assert (told["title"].replace("\u00ad", ""), told["unit_line"], told["description"]) == (
            one["title"], one["unit_line"], one["description"],
        )  # fmt: skip
        assert ";".join(f"{pair}:{grade}" for pair, grade in told["grades"].items()) == one["comparability"]
