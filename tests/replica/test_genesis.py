"""GENESIS by its REST service: accounts, a refused login under status 200, jobs, answers without a table; secrets show nowhere."""

from __future__ import annotations

import json
import logging

import pytest

from . import payloads
from .server import Asked, Fault, Replica

REGIO, TABLE = "www.regionalstatistik.de", "regio_12612_91_01_5_b"
REST = "/genesisws/rest/2020"
SECRET = "Geheim-7f3a-Passwort"
ACCOUNT = {"WOHNMONITOR_REGIO_USER": "DE123-geheimer-name", "WOHNMONITOR_REGIO_PASSWORD": SECRET}
BIRTHS = payloads.ffcsv(
    "12612", "BEV001", [((code, year), str(100 + n)) for n, code in enumerate(payloads.TOWNS) for year in ("2023", "2024")]
)


class Genesis:
    """A database that answers as GENESIS does: everything with status 200. polls: how often a job is asked for before it is done."""

    def __init__(self, replica: Replica, host: str = REGIO, base: str = REST):
        self.table, self.too_big, self.polls, self.code, self.password = BIRTHS, False, 2, 0, SECRET
        for path, answer in (("helloworld/logincheck", self.login), ("data/tablefile", self.file), ("catalogue/results", self.results),
                             ("data/resultfile", lambda _: self.table)):  # fmt: skip
            replica.answer(host, f"{base}/{path}", answer)

    def login(self, asked: Asked) -> bytes:
        good = (asked.headers.get("username"), asked.headers.get("password")) == (ACCOUNT["WOHNMONITOR_REGIO_USER"], self.password)
        said = (
            "Sie wurden erfolgreich an- und abgemeldet!" if good else "Ein Fehler ist aufgetreten. (Bitte prüfen Sie Namen und Passwort.)"
        )
        return json.dumps({"Status": said, "Username": asked.headers.get("username")}).encode()

    def file(self, asked: Asked) -> bytes:
        if self.code:
            return json.dumps(
                {"Ident": {"Service": "data"}, "Status": {"Code": self.code, "Content": "Nichts", "Type": "Warnung"}}
            ).encode()
        if asked.form["job"] == "true":
            made = f"Der Auftrag wurde erstellt und ist abzurufen unter: {asked.form['name']}_0815"
            return json.dumps({"Status": {"Code": 99, "Content": made}}).encode()
        if self.too_big:
            return json.dumps({"Status": {"Code": 98, "Content": "Die Tabelle ist zu groß."}}).encode()
        return self.table

    def results(self, asked: Asked) -> bytes:
        self.polls -= 1
        done = [{"Code": asked.form["selection"], "State": "voll"}] if self.polls < 0 else []
        return json.dumps({"Status": {"Code": 0 if done else 104, "Content": ""}, "List": done or None}).encode()


@pytest.fixture
def genesis(replica) -> Genesis:
    return Genesis(replica)


@pytest.fixture
def member(place, genesis):
    """Somebody with an account."""
    place.env.update(ACCOUNT)
    return place


def test_a_table_with_an_account(member, replica):
    member.run(TABLE)
    assert not member.stopped() and member.values(TABLE)["DE_05334002", 2024] == 100
    asked = replica.asked[-1]
    assert asked.method == "POST" and asked.form["format"] == "ffcsv" and asked.form["regionalkey"].startswith("05334*")
    assert (member.raw / TABLE / "12612-91-01-5-B.zip").read_bytes() == BIRTHS
    member.run(TABLE)
    assert member.gathered.fetched[0].fresh == 0


def test_without_an_account_the_table_is_left_and_nothing_failed(place, genesis):
    gathered = place.fetch(TABLE)
    assert not gathered.stopped and "WOHNMONITOR_REGIO_USER and WOHNMONITOR_REGIO_PASSWORD" in gathered.fetched[0].left


def test_a_login_that_fails_with_status_200(member, replica):
    member.run(TABLE)
    before = member.last.measures
    member.env["WOHNMONITOR_REGIO_PASSWORD"] = "vertippt"
    member.run(TABLE)
    error = member.stopped()[TABLE].error
    assert "login refused" in error.found and "WOHNMONITOR_REGIO_PASSWORD" in error.todo and member.last.measures.equals(before)
    member.env["WOHNMONITOR_REGIO_PASSWORD"] = SECRET
    member.run(TABLE)
    assert not member.stopped()


def test_a_table_that_is_too_big_is_made_as_a_job(member, genesis):
    genesis.too_big = True
    member.run(TABLE)
    assert not member.stopped() and member.values(TABLE) and member.waits.count(15) == 2


def test_a_job_that_never_ends_is_given_up(member, genesis):
    genesis.too_big, genesis.polls = True, 10**6
    member.run(TABLE)
    error = member.stopped()[TABLE].error
    assert "12612-91-01-5-B_0815" in error.where and "not done after 20 minutes" in error.found and member.waits.count(15) == 80
    genesis.polls = 1
    member.run(TABLE)
    assert not member.stopped() and member.values(TABLE)


@pytest.mark.parametrize(("code", "found"), [(15, "no right"), (90, "the table is gone"), (104, "nothing found"), (-1, "code -1")])
def test_answers_without_a_table(member, genesis, code, found):
    genesis.code = code
    error = member.fetch(TABLE).stopped[0].error
    assert found in error.found and "correct `fetch`" in error.todo


def test_another_unit_stops_the_table(member, genesis):
    genesis.table = payloads.ffcsv("12612", "BEV001", [(("05334002", "2024"), "1")], unit="Tsd.")
    member.run(TABLE)
    error = member.stopped()[TABLE].error
    assert "unit of BEV001" in error.where and (error.found, error.expected) == ("Tsd.", "Anzahl")


def test_credentials_follow_no_redirect(member, replica):
    replica.fault("logincheck", Fault(status=302, headers={"Location": "https://elsewhere.example/steal"}))
    error = member.fetch(TABLE).stopped[0].error
    assert "status 302" in error.found and "elsewhere.example" not in " ".join(replica.paths())


@pytest.mark.parametrize("fault", [None, Fault(status=500), Fault(page=True), Fault(cut=1e-9), Fault(status=401)], ids=str)
def test_secrets_are_nowhere(member, genesis, replica, tmp_path, caplog, capfd, fault):
    caplog.set_level(logging.DEBUG)
    if fault:
        replica.fault("tablefile", fault)
    member.run(TABLE)
    print(member.gathered, member.stopped(), member.last.files.to_csv(), member.last.measures.to_csv())
    written = "".join(path.read_bytes().decode("latin-1") for path in tmp_path.rglob("*") if path.is_file())
    said = "".join((written, caplog.text, *capfd.readouterr(), *replica.paths(), *(json.dumps([a.query, a.form]) for a in replica.asked)))
    assert bool(fault) == bool(member.stopped())
    assert SECRET not in said and ACCOUNT["WOHNMONITOR_REGIO_USER"] not in said


DATABASES = {
    "zensus": ("zensus_1000a", "ergebnisse.zensus2022.de", "/api/rest/2020", "1000A-0000"),
    "regio": ("regio_12411_01_01_5_b", REGIO, REST, "12411-01-01-5-B"),
    "nrw": ("itnrw_12411_09i_rest", "www.landesdatenbank.nrw.de", "/ldbnrwws/rest/2020", "12411-09i"),
}


@pytest.mark.parametrize("database", DATABASES)
def test_each_database_has_its_host_its_account_and_its_regions(place, replica, database):
    table, host, base, number = DATABASES[database]
    genesis = Genesis(replica, host, base)
    genesis.table = payloads.ffcsv(number[:5], "X", [(("05334002", "2024"), "1")])
    place.env.update({f"WOHNMONITOR_{database.upper()}_TOKEN": ACCOUNT["WOHNMONITOR_REGIO_USER"]})
    genesis.password = ""
    gathered = place.fetch(table)
    assert not gathered.stopped and gathered.fetched[0].fresh == 1, gathered
    asked = [one for one in replica.asked if one.path.endswith("tablefile")][-1]
    assert (asked.host, asked.form["name"], asked.form["format"]) == (host, number, "ffcsv")
    assert asked.form["regionalvariable"] == {"zensus": "GEOGM4"}.get(database, "GEMEIN") and "username" not in asked.form
    assert asked.headers["content-type"].startswith("application/x-www-form-urlencoded")


def test_population_of_all_years_with_an_account(member, genesis, replica):
    cells = {(code, year, sex): str(1000 + n + (sex == "GESW")) for n, code in enumerate(payloads.TOWNS) for year in ("2015", "2024")
             for sex in ("", "GESM", "GESW")}  # fmt: skip
    genesis.table = payloads.ffcsv_by_sex("12411", "BEVSTD", cells)
    member.run("regio_12411_01_01_5_b")
    assert not member.stopped(), member.stopped()["regio_12411_01_01_5_b"].error
    table = "regio_12411_01_01_5_b"
    assert member.values(table, "population")["DE_05334002", 2016] == 1000  # of 31 December 2015
    assert member.values(table, "population_women")["DE_05358008", 2025] == 1002
    assert len(member.values(table, "population_men")) == 12
