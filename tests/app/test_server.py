"""The app over HTTP: headers, files, messages; nothing from a third party, no stack trace."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient

from tests.app.fake import FakeMonitor
from wohnmonitor.app.pages import ASSETS
from wohnmonitor.app.server import create_app
from wohnmonitor.schema import EXPORT, LANGUAGES

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def app():
    return create_app(FakeMonitor())


class Client(FlaskClient):
    """Reads every answer to its end, so that files are closed."""

    def open(self, *args, **kwargs):
        return super().open(*args, buffered=True, **kwargs)


def client_of(app) -> Client:
    app.server.test_client_class = Client
    return app.server.test_client()


@pytest.fixture(scope="module")
def client(app):
    return client_of(app)


def boot_of(page: str) -> dict:
    return json.loads(re.search(r'id="wm-boot">(.*?)</script>', page, re.DOTALL).group(1))


def test_every_answer_carries_the_security_headers(client):
    for path in ("/", "/healthz", "/nowhere", "/?year=1", "/assets/app.css", "/_dash-layout"):
        headers = client.get(path, headers=HTML).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy and "unsafe-eval" not in policy
        assert re.search(r"script-src 'self';", policy), "scripts come from files of ours only"
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "same-origin"
        assert "Set-Cookie" not in headers


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_no_third_party_and_holds_no_inline_script(client, language):
    page = client.get(f"/?lang={language}", headers=HTML).get_data(as_text=True)
    assert f'<html lang="{language}"' in page
    for script in re.findall(r"<script(.*?)>", page):
        assert "src=" in script or 'type="application/json"' in script
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
    config = json.loads(re.search(r'id="_dash-config" type="application/json">(.*?)</script>', page, re.DOTALL).group(1))
    assert config["plotlyjs_url"].startswith("/") and not config["python_version"]


def test_the_chart_library_is_fetched_once(client):
    page = client.get("/scatter", headers=HTML).get_data(as_text=True)
    config = json.loads(re.search(r'id="_dash-config" type="application/json">(.*?)</script>', page, re.DOTALL).group(1))
    address = config["plotlyjs_url"]
    assert f'<link rel="preload" as="script" href="{address}">' in page
    answer = client.get(address)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "max-age=31536000" and answer.content_length > 1_000_000
    assert address not in re.findall(r'href="([^"]+)"', client.get("/", headers=HTML).get_data(as_text=True)), "the map waits for nothing"


def test_what_has_not_changed_is_not_sent_again(client):
    path = "/_dash-component-suites/dash/dcc/async-graph.js"
    answer = client.get(path, headers={"Accept-Encoding": "br"})
    again = client.get(path, headers={"Accept-Encoding": "br", "If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and not again.get_data()


def test_our_own_files_call_nobody():
    for path in ASSETS.iterdir():
        found = re.findall(r"https?://[^\s'\"()]+", path.read_text(encoding="utf-8"))
        assert set(found) <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}, path.name


def test_the_map_paints_before_dash_arrives(client):
    page = client.get("/", headers=HTML).get_data(as_text=True)
    scripts = re.findall(r"<script [^>]*src=\"([^\"]+)\"", page)
    assert page.index('id="wm-stage"') < page.index('id="react-entry-point"')
    assert all("defer" in tag for tag in re.findall(r"<script [^>]*src=[^>]*>", page)[1:])
    places = [next(place for place, url in enumerate(scripts) if name in url) for name in ("shell.js", "dash_renderer", "/start.js")]
    assert places == sorted(places)
    boot = boot_of(page)
    for url in (boot["urls"]["geo"], boot["urls"]["data"].format(**boot["state"])):
        assert f'href="{url}"' in page and client.get(url).status_code == 200


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_files_of_a_release_are_compressed_and_never_change(client, encoding):
    boot = boot_of(client.get("/", headers=HTML).get_data(as_text=True))
    answer = client.get(boot["urls"]["geo"], headers={"Accept-Encoding": encoding})
    assert answer.headers["Content-Encoding"] == encoding and "immutable" in answer.headers["Cache-Control"]
    assert client.get(boot["urls"]["geo"]).get_json()["width"] == 800
    style = re.search(r'href="(/assets/app.css\?m=\w+)"', client.get("/", headers=HTML).get_data(as_text=True)).group(1)
    assert "immutable" in client.get(style).headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/geo/ffff.json", "/data/old/population.municipality.json", "/data/x/../y.z.json", "/nowhere",
                                  "/_dash-component-suites/os/path.py", "/assets/../server.py"])  # fmt: skip
def test_what_does_not_exist_is_a_sentence(client, path):
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 404
    assert "Traceback" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "query", ["indicator=x", "areas=XX", "level=planet", "year=99999", "window=0", "mode=differences", "areas=<script>alert(1)</script>"]
)
def test_a_malformed_view_is_explained_in_the_readers_language(client, query, language):
    answer = client.get(f"/?{query}&lang={language}", headers=HTML)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400 and f'lang="{language}"' in page
    assert "Traceback" not in page and "<script>alert" not in page and "<h1>" in page


def callback(app, client, data, output="selection"):
    key = next(key for key in app.callback_map if output in key)
    names = [part.split(".") for part in key.strip(".").split("...")]
    outputs = [{"id": name, "property": prop} for name, prop in names]
    inputs = [{"id": one["id"], "property": one["property"], "value": data} for one in app.callback_map[key]["inputs"]]
    body = {"output": key, "outputs": outputs if len(outputs) > 1 else outputs[0], "inputs": inputs, "changedPropIds": ["state.data"]}
    return client.post("/_dash-update-component", json=body)


def test_the_reading_column_answers_for_a_state(app, client):
    boot = boot_of(client.get("/?areas=DE_05334002,BE_63040&lang=de", headers=HTML).get_data(as_text=True))
    answer = callback(app, client, boot["state"] | {"theme": "dark", "width": 340})
    assert answer.status_code == 200
    told = answer.get_data(as_text=True)
    assert "Kelmis" in told and "Vergleichbarkeit" in told


@pytest.mark.parametrize("data", [None, 5, "x", [], {}, {"indicator": "x"}, {"indicator": "population", "areas": ["XX"]}, {"year": 1}])
def test_a_malformed_state_is_no_server_error(app, client, data):
    answer = callback(app, client, data)
    assert answer.status_code in (200, 400)
    assert "Traceback" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"{", b'{"output": "x.y"}', b'{"output": 5}', b'{"output": "page.children"}',
     b'{"output": "page.children", "outputs": {"id": "page", "property": "children"}, "inputs": [5]}'],
)  # fmt: skip
def test_a_malformed_call_is_refused(client, body):
    answer = client.post("/_dash-update-component", data=body, content_type="application/json")
    assert answer.status_code == 400 and answer.get_json()["error"]


def test_a_body_too_large_is_refused(client):
    assert client.post("/_dash-update-component", data=b"x" * 300_000, content_type="application/json").status_code in (400, 413)


def test_the_page_is_laid_out_for_the_query(app, client):
    answer = callback(app, client, {"page": "map", "query": "?indicator=house_price&lang=fr", "theme": "light"}, output="page")
    assert answer.status_code == 200 and "Communes" in answer.get_data(as_text=True)
    assert callback(app, client, {"page": "map", "query": "?indicator=x"}, output="page").status_code == 400
    assert callback(app, client, {"page": "x", "query": ""}, output="page").status_code == 400


def test_the_view_as_csv(client):
    answer = client.get("/download.csv?indicator=population&year=2020&level=municipality")
    lines = answer.get_data(as_text=True).lstrip("\ufeff").splitlines()
    assert lines[0].split(",") == EXPORT and len(lines) == 22
    assert "attachment" in answer.headers["Content-Disposition"]
    assert client.get("/download.csv?indicator=x").status_code == 400


@pytest.mark.parametrize("stripped", [True, False])
def test_a_path_prefix_works_with_and_without_the_proxy_taking_it_off(stripped):
    client = client_of(create_app(FakeMonitor(), prefix="/housing"))
    before = "" if stripped else "/housing"
    page = client.get(f"{before}/", headers=HTML).get_data(as_text=True)
    links = re.findall(r'(?:src|href)="(/[^"]*)"', page)
    assert links and all(link.startswith("/housing/") for link in links)
    for link in links:
        path = link.replace("&amp;", "&")
        assert client.get(path.removeprefix("/housing") if stripped else path, headers=HTML).status_code == 200, link


def test_healthz(client):
    told = client.get("/healthz").get_json()
    assert told.pop("age_days") > 300
    assert told == {"status": "ok", "release": FakeMonitor.release, "refresh_failed": False, "sources_stopped": 0}
