"""What can go wrong on the way: the last good figures stand, the message says what to do, the next run succeeds."""

from __future__ import annotations

import itertools
import ssl
import threading
from pathlib import Path

import pytest

from wohnmonitor.catalogue import load_catalogue
from wohnmonitor.collect import read_all
from wohnmonitor.errors import CallError, SourceError, StoreError
from wohnmonitor.paths import catalogue_dir
from wohnmonitor.sources import gather
from wohnmonitor.sources.fetch import Unreachable, Web, user_agent
from wohnmonitor.sources.part import Part

from . import payloads
from .server import Fault
from .test_loaders import AGES, PERMITS, PERMITTED, REGIO, STATBEL, prices

TLS = Path(__file__).parent / "tls"
TABLE, NAME = "regio_12411_07_01_5", "12411-07-01-5_00.csv"
OLD, NEW, NEWEST = (payloads.mean_ages(f"31.12.{year}") for year in (2015, 2016, 2017))


@pytest.fixture
def good(place, replica):
    """A place that fetched a first state of a table; a second is out now."""
    replica.serve(REGIO, AGES, OLD)
    place.run(TABLE)
    assert not place.stopped() and {year for _, year in place.values(TABLE)} == {2016}
    replica.serve(REGIO, AGES, NEW)
    return place


def has_new(place) -> bool:
    """Whether the second state came, whole, and the first stayed."""
    return not place.stopped() and {y for _, y in place.values(TABLE)} == {2016, 2017} and (place.raw / TABLE / NAME).read_bytes() == NEW


FAULTS = {
    "bot wall under status 200": (Fault(page=True), 'an HTML page "Access denied"', "by hand"),
    "bot wall under status 403": (Fault(status=403, page=True), "status 403", "by hand"),
    "gone": (Fault(status=404), "status 404", "new address"),
    "too many requests, for an hour": (Fault(status=429, headers={"Retry-After": "3600"}), "status 429", "in 60 minutes"),
    "500s": (Fault(status=500), "status 500 Internal Server Error, 3 times", "try again later"),
    "cut at once, each time": (Fault(cut=1e-9), "connection cut", "goes on where it stopped"),
    "stalls": (Fault(stall=1e-9), "connection cut: ReadTimeout", "goes on where it stopped"),
    "wrong checksum": (Fault(digest=True), "as the publisher states", "try again"),
    "too large": (Fault(alter=lambda content: content + bytes(5 << 20)), "bytes", "see what the publisher hands out"),
    "empty": (Fault(alter=lambda content: b""), "an empty file", "by hand"),
    "redirect to plain http": (Fault(status=302, headers={"Location": "http://elsewhere.example/x"}), "scheme http", "sources.toml"),
    "redirects without end": (Fault(status=302, headers={"Location": AGES}), "more than 5 redirects", "new address"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_the_last_good_figures_stand_and_the_next_run_succeeds(good, replica, name):
    fault, found, todo = FAULTS[name]
    fault = replica.fault(NAME, fault)
    before = good.last.measures
    good.run(TABLE)
    error = good.stopped()[TABLE].error
    assert found in str(error) and todo in error.todo and REGIO in error.where
    assert good.last.measures.equals(before)
    assert fault.used <= 6, "no host is hammered"
    replica.mend()
    good.run(TABLE)
    assert has_new(good)


def bomb(_: bytes) -> bytes:
    return payloads.zipped("TF_BUILDING_PERMITS.txt", b"0" * (3 << 20))


def damaged(content: bytes) -> bytes:
    return content[:200] + bytes(byte ^ 0xFF for byte in content[200:260]) + content[260:]


ARCHIVES = {
    "truncated": (lambda content: content[: len(content) // 2], "a cut or damaged archive", "by hand"),
    "damaged": (damaged, "a cut or damaged archive", "by hand"),
    "bomb": (bomb, "that unpack to more than", "see what the publisher hands out"),
}


def test_archives_are_proved_before_they_are_used(place, replica):
    old, new = (payloads.statbel_zip(payloads.permits(range(2022, last))) for last in (2024, 2025))
    replica.serve(STATBEL, PERMITS, old)
    place.run(PERMITTED)
    before = place.last.measures
    replica.serve(STATBEL, PERMITS, new)
    for name, (alter, found, todo) in ARCHIVES.items():
        replica.fault("TF_BUILDING_PERMITS", Fault(alter=alter))
        place.fetch(PERMITTED)
        error = place.gathered.stopped[0].error
        assert found in error.found and todo in error.todo, name
        assert (place.raw / PERMITTED / "TF_BUILDING_PERMITS.zip").read_bytes() == old
        replica.mend()
    place.run(PERMITTED)
    assert not place.stopped() and len(place.last.measures) > len(before)


RECOVERED = {
    "slow bytes": Fault(slow=0.02),
    "cut at every tenth": Fault(cut=0.1),
    "two 503s": Fault(status=503, times=2),
    "a checksum wrong once": Fault(digest=True, times=1),
    "a stall in the middle": Fault(stall=0.5, times=1),
}


@pytest.mark.parametrize("name", RECOVERED)
def test_what_passes_is_got_over_in_one_run(good, replica, name):
    fault = RECOVERED[name]
    fault.used = 0
    replica.fault(NAME, fault)
    good.run(TABLE)
    assert has_new(good)


def test_a_cut_file_is_continued_not_begun_anew(good, replica):
    replica.fault(NAME, Fault(cut=0.1))
    before = len(replica.asked)
    good.fetch(TABLE)
    ranges = [asked.headers.get("range") for asked in replica.asked[before:]]
    assert len(ranges) in (10, 11) and ranges[0] is None and all(ranges[1:])
    assert [int(r[6:-1]) for r in ranges[1:]] == sorted(int(r[6:-1]) for r in ranges[1:])


def test_a_line_that_brings_next_to_nothing_is_given_up_and_continued_by_the_next_run(good, replica):
    fault = replica.fault(NAME, Fault(cut=0.2))
    clock = itertools.count(0, 100).__next__
    with good.web(read=90, slowest=1e6) as slow, Web({"WOHNMONITOR_MIRROR": replica.address}, slow.limits, good.waits.append, clock) as web:
        gathered = gather.fetch_all(good.raw, load_catalogue(catalogue_dir()), gather.Order(2026, {}, (TABLE,)), web, {})
    error = gathered.stopped[0].error
    assert "bytes in 100 seconds, 3 times" in error.found and "goes on where it stopped" in error.todo and fault.used == 3
    replica.mend()
    good.run(TABLE)
    assert has_new(good) and "range" in replica.asked[-1].headers


def test_a_line_that_is_cut_for_ever_is_given_up(good, replica):
    fault = replica.fault(NAME, Fault(cut=0.02))
    good.fetch(TABLE, all_tries=12)
    assert good.gathered.stopped and fault.used == 12


@pytest.mark.parametrize("newest", [NEW, NEWEST], ids=["the same file", "another file meanwhile"])
def test_a_cut_file_is_continued_by_the_next_run_where_it_is_the_same(good, replica, newest):
    replica.fault(NAME, Fault(cut=0.5, times=1))
    replica.fault(NAME, Fault(status=500))
    assert good.fetch(TABLE).stopped
    replica.mend()
    replica.serve(REGIO, AGES, newest)
    assert not good.fetch(TABLE).stopped
    assert "range" in replica.asked[-1].headers and (good.raw / TABLE / NAME).read_bytes() == newest


def test_the_server_is_waited_for_as_long_as_it_asks(good, replica):
    replica.fault(NAME, Fault(status=429, headers={"Retry-After": "17"}, times=1))
    assert not good.fetch(TABLE).stopped and any(17 <= wait < 19 for wait in good.waits)


def test_waits_grow_and_are_never_the_same(place, replica):
    replica.fault(NAME, Fault(status=500))
    place.fetch(TABLE, tries=5)
    assert len(place.waits) == 4 and 0.5 <= place.waits[0] <= 1.5 and 2 <= place.waits[-1] <= 6 and len(set(place.waits)) == 4


def test_between_two_requests_to_a_host_lies_a_pause(place, replica):
    prices().put_on(replica)
    place.fetch("cbs_83625ned", pause=3)
    assert len(place.waits) == len(replica.asked) - 1 and all(2 < wait <= 3 for wait in place.waits)


def test_a_source_that_fails_stops_no_other(place, replica):
    replica.serve(REGIO, AGES, OLD)
    replica.fault(STATBEL, Fault(page=True))
    place.run(PERMITTED, TABLE)
    assert set(place.stopped()) == {PERMITTED} and place.values(TABLE)


def test_a_host_that_does_not_answer_is_asked_once(place, replica):
    replica.server.shutdown()
    replica.server.server_close()
    tables = (TABLE, "regio_12411_01_01_5", "regio_12411_01_01_4")
    place.fetch(*tables)
    errors = {one.source: str(one.error) for one in place.gathered.stopped}
    assert set(errors) == set(tables) and len(place.waits) == 2
    assert sum("not asked: the host did not answer before" in error for error in errors.values()) == 2


def test_hosts_are_asked_side_by_side_and_one_never_twice_at_once(place, replica, monkeypatch):
    both, busy, most = threading.Barrier(2, timeout=5), {}, {}

    def load(errand):
        host = gather.host_of(errand.fetch)
        busy[host] = busy.get(host, 0) + 1
        most[host] = max(most.get(host, 0), busy[host])
        if errand.table_id in (PERMITTED, TABLE):
            both.wait()
        busy[host] -= 1
        return 0, 0

    monkeypatch.setitem(gather.LOADERS, "file", load)
    place.fetch(PERMITTED, "statbel_refnis", TABLE, "regio_12411_01_01_5")
    assert not place.gathered.stopped and set(most.values()) == {1}


def test_a_file_that_was_changed_since_is_not_used_and_fetched_again(good, replica):
    (good.raw / TABLE / NAME).write_bytes(NEWEST)
    error = read_all(good.raw, (TABLE,)).stopped[0].error
    assert "another checksum than when it was fetched" in error.found and "fetch it again" in error.todo
    good.run(TABLE)
    assert has_new(good)


def test_a_declared_checksum_is_held(good, monkeypatch):
    catalogue = load_catalogue(catalogue_dir())
    pinned = catalogue.fetch_of(TABLE).model_copy(update={"sha256": "0" * 64})
    monkeypatch.setitem(catalogue.tables[TABLE].__dict__, "fetch", pinned)
    good.fetch(TABLE)
    assert "0000000000000000… as declared" in good.gathered.stopped[0].error.expected
    assert (good.raw / TABLE / NAME).read_bytes() == OLD


def test_the_disk_full_is_said_and_nothing_is_lost(good, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Part, "note", full)
    with pytest.raises(StoreError, match=r"No space left.*--data-dir"):
        good.fetch(TABLE)
    assert (good.raw / TABLE / NAME).read_bytes() == OLD


def test_who_asks_is_told_and_nothing_else_gets_into_the_header(good, replica):
    told = replica.asked[-1].headers["user-agent"]
    assert told.startswith("wohnmonitor/") and told.endswith(" (statistik@example.org)")
    assert "\n" not in user_agent({"WOHNMONITOR_CONTACT": "a@b.c\r\nCookie: x=ü"})


def test_bytes_are_told_as_they_come(good):
    assert set(good.told) == {f"{TABLE}/{NAME}"}


# ------------------------------------------------------------------------------------------ proxy and certificates


def test_the_proxy_of_the_environment_is_used(place, replica, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", replica.address)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    place.env["WOHNMONITOR_MIRROR"] = ""
    place.fetch(TABLE)
    assert ("CONNECT", f"{REGIO}:443") in {(asked.method, asked.host) for asked in replica.asked}
    assert "HTTPS_PROXY" in place.gathered.stopped[0].error.todo


def test_certificates_of_the_house(place, replica, monkeypatch):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "localhost.pem")
    replica.server.socket = context.wrap_socket(replica.server.socket, server_side=True)
    replica.serve(REGIO, AGES, OLD)
    place.env["WOHNMONITOR_MIRROR"] = replica.address.replace("http://127.0.0.1", "https://localhost")
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    error = place.fetch(TABLE).stopped[0].error
    assert isinstance(error, Unreachable) and "SSL_CERT_FILE" in error.todo and not place.waits
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "house.pem"))
    assert place.fetch(TABLE).fetched[0].fresh == 1


def test_a_wrong_certificate_file_is_named(place, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/house.pem")
    with pytest.raises(CallError, match="SSL_CERT_FILE = a PEM file"):
        place.web()


def test_an_address_that_is_not_https_is_refused(place):
    with place.web() as web, pytest.raises(SourceError, match="scheme ftp"):
        web.answer("ftp://example.org/x")


def test_one_who_stops_waits_for_nobody(good, replica):
    """Ctrl+C while one host is slow: what is here stays, the next run goes on."""
    replica.fault(NAME, Fault(slow=0.1))
    web = good.web()

    def interrupted(file, got, of):
        raise KeyboardInterrupt

    order = gather.Order(2026, {}, (TABLE, PERMITTED))
    replica.serve(STATBEL, PERMITS, payloads.zipped("x.txt", b"x" * 1000))
    with web, pytest.raises(KeyboardInterrupt):
        gather.fetch_all(good.raw, load_catalogue(catalogue_dir()), order, web, {}, interrupted)
    replica.mend()
    good.run(TABLE)
    assert has_new(good)
