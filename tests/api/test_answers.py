"""The API over HTTP: forms, pages, caching, who may read, and what a wrong call is told."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re

import brotli
import pandas as pd
import pytest

from tests.api.conftest import server_over
from wohnmonitor.api import server as served
from wohnmonitor.api.routes import ROUTES
from wohnmonitor.export import FORMATS
from wohnmonitor.schema import EXPORT

TOWN = "/values{}?indicator=population&area=NL_GM0935&years=2020-2024"
LISTS = ("indicators", "areas", "changes", "sources", "releases", "indicators/population", "areas/NL_GM0935")


def told(answer) -> dict:
    assert answer.content_type == "application/problem+json"
    problem = answer.get_json()
    assert problem["status"] == answer.status_code and problem["title"] and problem["type"].startswith("/api/v1/docs#")
    assert "Traceback" not in answer.get_data(as_text=True) and len(answer.get_data()) < 60_000
    return problem


def frame(answer) -> pd.DataFrame:
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return pd.read_csv(io.BytesIO(answer.get_data()))


@pytest.mark.parametrize("form", FORMATS.values(), ids=lambda form: form.name)
def test_suffix_format_and_accept_name_the_same_form(get, form):
    by_suffix = get(TOWN.format(form.suffix))
    assert by_suffix.status_code == 200 and by_suffix.content_type == form.media_type
    assert f'filename="wohnmonitor_population{form.suffix}"' in by_suffix.headers["Content-Disposition"]
    by_name = get(TOWN.format("") + f"&format={form.name}")
    same = [by_name] if form.name == "topojson" else [by_name, get(TOWN.format(""), Accept=form.media_type)]
    for answer in same:
        assert answer.content_type == form.media_type
        assert form.name == "gpkg" or answer.get_data() == by_suffix.get_data()


def test_without_a_word_values_are_csv_and_lists_json(get):
    assert get(TOWN.format("")).content_type.startswith("text/csv")
    assert get(TOWN.format(""), Accept="text/html,application/xhtml+xml,*/*;q=0.8").content_type.startswith("text/csv")
    assert list(frame(get(TOWN.format("")))) == EXPORT
    for path in LISTS:
        plain, table = get(f"/{path}").get_json(), frame(get(f"/{path}.csv"))
        items = plain.get("items", [plain])
        assert len(items) == len(table) and plain["release"]
        assert set(table.columns) <= set(items[0])


def test_a_wrong_accept_is_told_what_there_is(get):
    answer = get(TOWN.format(""), Accept="application/pdf, application/vnd.sdmx.data+csv; version=1.0.0")
    assert answer.status_code == 406 and "text/csv" in told(answer)["expected"]
    assert get("/areas", Accept="application/pdf;q=0.9, text/csv;q=0.1").content_type.startswith("text/csv")
    assert get("/areas", Accept="text/csv;q=0, application/pdf").status_code == 406


def test_pages_and_the_stream_hold_the_same_rows(get):
    whole = frame(get("/values.csv?indicator=population,house_price&level=region"))
    address, parts = "/values.csv?indicator=population,house_price&level=region&limit=170", []
    while address:
        answer = get(address)
        parts.append(frame(answer))
        links = {relation: target for target, relation in re.findall(r'<([^>]+)>; rel="(next|prev|first)"', answer.headers["Link"])}
        assert ("prev" in links and "first" in links) == (len(parts) > 1)
        address = links.get("next", "").removeprefix("/api/v1")
    assert len(parts) == -(-len(whole) // 170)
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole, check_dtype=False)
    cube = get("/values.json?indicator=population,house_price&level=region&limit=150&offset=150").get_json()
    count = sum(status is not None for one in cube["link"]["item"] for status in one["status"])
    assert count == 150


def test_a_list_comes_in_pages_too(get):
    first = get("/areas?level=municipality&limit=150").get_json()
    rest = get("/areas?level=municipality&limit=150&offset=150")
    assert first["count"] == 199 and len(first["items"]) == 150 and len(rest.get_json()["items"]) == 49
    assert 'rel="next"' not in rest.headers["Link"] and 'rel="prev"' in rest.headers["Link"]


def test_csv_and_sdmx_csv_name_what_describes_them(get):
    for suffix, key in ((".csv", "tableSchema"), (".sdmx.csv", "data")):
        link = re.search(r'<([^>]+)>; rel="describedby"', get(TOWN.format(suffix)).headers["Link"]).group(1)
        beside = get(link.removeprefix("/api/v1"))
        assert beside.status_code == 200 and key in beside.get_json()


@pytest.mark.parametrize("path", [TOWN.format(""), "/indicators", "/releases", "/docs", "/boundaries?level=region"])
def test_what_has_not_changed_costs_nothing(get, path):
    answer = get(path)
    assert "no-cache" in answer.headers["Cache-Control"] and "Accept" in answer.headers["Vary"]
    again = get(path, If_None_Match=answer.headers["ETag"])
    assert again.status_code == 304 and not again.get_data() and again.headers["ETag"] == answer.headers["ETag"]
    assert get(path, If_None_Match='W/"other"').status_code == 200


def test_other_calls_have_other_marks(get):
    paths = [TOWN.format(""), TOWN.format(".json"), TOWN.format("") + "&lang=fr", "/indicators", "/indicators?lang=de", "/areas"]
    assert len({get(path).headers["ETag"] for path in paths}) == len(paths)


@pytest.mark.parametrize(("encoding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_streams_and_whole_answers_are_compressed(get, encoding, unpack):
    for path in ("/values.csv?indicator=population", "/openapi.json", "/boundaries.geojson", "/values?indicator=nonsense"):
        packed, plain = get(path, Accept_Encoding=encoding), get(path)
        body = packed.get_data()
        if plain.status_code == 200:
            assert packed.headers["Content-Encoding"] == encoding and "Accept-Encoding" in packed.headers["Vary"]
            assert len(body) < len(plain.get_data()) / 2
            body = unpack(body)
        assert body == plain.get_data()


@pytest.mark.parametrize("path", ["/api/v1", "/api/v1/values.csv?indicator=population&years=2024", "/api/v1/nonsense"])
def test_any_page_may_read_and_nobody_may_write(client, path):
    answer = client.get(path)
    assert answer.headers["Access-Control-Allow-Origin"] == "*" and "Link" in answer.headers["Access-Control-Expose-Headers"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and "Set-Cookie" not in answer.headers
    asked = client.options(path, headers={"Origin": "https://example.org", "Access-Control-Request-Method": "GET"})
    assert asked.status_code == 204 and "GET" in asked.headers["Access-Control-Allow-Methods"]
    head = client.head(path)
    assert head.status_code == answer.status_code and not head.get_data() and head.headers.get("ETag") == answer.headers.get("ETag")
    for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
        refused = client.open(path, method=method)
        assert refused.status_code == 405 and refused.headers["Allow"] == "GET, HEAD, OPTIONS" and told(refused)["found"] == method


MANY = ",".join(f"NL_GM{n:05d}" for n in range(10_000))


@pytest.mark.parametrize(
    ("path", "status", "close"),
    [
        ("/values?indicator=populaton", 400, "population"),
        ("/values?indicator=population,house_prise", 400, "house_price"),
        ("/values?area=NL_GM0936", 400, "NL_GM"),
        ("/values?area=Maastricht", 400, ""),
        (f"/values?area={MANY}", 400, ""),
        (f"/values?indicator={'x,' * 5_000}", 400, ""),
        ("/values?indicator=", 400, ""),
        ("/values?indicator=%27%3B+DROP+TABLE+area%3B--", 400, ""),
        ("/values?years=2024-2010", 400, "2010-2024"),
        ("/values?years=99999999999", 400, ""),
        ("/values?years=-2024", 400, ""),
        ("/values?years=1850", 400, ""),
        ("/values?years=%D9%A2%D9%A0%D9%A2%D9%A4", 400, ""),
        ("/values?years=2020&years=2021", 400, ""),
        ("/values?level=planet", 400, ""),
        ("/values?indicatr=population", 400, "indicator"),
        ("/values?limit=0", 400, ""),
        ("/values?limit=100001", 400, ""),
        ("/values?limit=1e9", 400, ""),
        ("/values?offset=5", 400, ""),
        ("/values?limit=5&offset=99999999999", 400, ""),
        ("/values?latest=yes", 400, ""),
        ("/values?status=Z", 400, ""),
        ("/values?comparable-with=FR", 400, ""),
        ("/values?columns=valu", 400, "value"),
        ("/values.json?columns=value", 400, ""),
        ("/values?group=Nord", 400, ""),
        ("/values?group=N=NL_GM0935&level=region", 400, ""),
        ("/values?group=N=NL_GM0936", 400, "NL_GM"),
        ("/values?group=N=NL_GM0935&territory=then", 400, ""),
        ("/values?release=2020-01-01-0123456789", 400, ""),
        ("/values?release=../../etc/passwd", 400, ""),
        ("/values.csv?format=json-stat", 400, ""),
        ("/values?format=cvs", 400, "csv"),
        ("/values.doc", 404, ""),
        ("/valuse", 404, "/api/v1/values"),
        ("/indicators/populaton", 404, "population"),
        ("/areas/NL_GM9999", 404, "NL_GM"),
        ("/areas?level=planet", 400, ""),
        ("/releases/..%2f..%2fetc%2fpasswd", 404, ""),
        ("/releases/2020-01-01-0123456789", 404, ""),
        ("/releases/2020-01-01-0123456789/values.parquet", 404, ""),
        ("/boundaries?vintage=1850", 400, ""),
        ("/boundaries?vintage=2018&level=region", 400, ""),
        ("/docs?lang=xx", 400, ""),
        ("/../../../etc/passwd", 404, ""),
        ("/values/../../../etc/passwd", 404, ""),
        ("/indicators/" + "a" * 5_000, 404, ""),
        ("/values?area=" + "A" * 100_000, 400, ""),
        ("/%00", 404, ""),
        ("/values?lang=%00", 400, ""),
    ],
)  # fmt: skip
def test_a_wrong_call_says_where_what_and_what_to_do(get, path, status, close):
    answer = get(path)
    problem = told(answer)
    assert answer.status_code == status, problem
    assert problem["where"] and (problem.get("expected") or problem.get("todo"))
    assert close in json.dumps(problem.get("close", []) + [problem.get("todo", "")])


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v2/values", "/api/v1nonsense", "/api/v1/values/csv"])
def test_other_addresses_under_api_are_problems_too(client, path):
    answer = client.get(path)
    assert answer.status_code == 404 and "/api/v1/areas" in told(answer)["expected"]


def test_an_unforeseen_error_is_a_problem_and_tells_nothing(client, monkeypatch, caplog):
    def breaks(*_):
        raise RuntimeError("secret path")

    monkeypatch.setattr(served.history, "reader", breaks)
    answer = client.get("/api/v1/areas")
    assert answer.status_code == 500 and "secret" not in answer.get_data(as_text=True) and "secret path" in caplog.text
    told(answer)


def test_without_a_release_it_says_so(tmp_path):
    from wohnmonitor.queries import Monitor

    server = served.Flask("empty")
    served.add_api(server, Monitor(tmp_path))
    answer = server.test_client().get("/api/v1/values")
    assert answer.status_code == 503 and "serve" in told(answer)["todo"]


def test_names_with_formulas_are_texts_in_csv(get):
    row = next(csv.DictReader(io.StringIO(get("/values.csv?indicator=population&years=2024&group=%40SUM(A1)=NL_GM0935").get_data(True))))
    assert row["area_name"] == "'@SUM(A1)"


def test_behind_a_prefix_links_keep_it(data_folder):
    client = server_over(data_folder, "/housing/").test_client()
    links = client.get("/api/v1").get_json()["links"]
    assert set(links.values()) == {f"/housing/api/v1{route.path}" for route in ROUTES if route.path != "/"}
    assert "</housing/api/v1/areas.json?limit=1&offset=1>" in client.get("/api/v1/areas?limit=1").headers["Link"]
    assert client.get("/api/v1/openapi.json").get_json()["servers"] == [{"url": "/housing/api/v1"}]
    assert 'href="/housing/?lang=de"' in client.get("/api/v1/docs?lang=de").get_data(as_text=True)
