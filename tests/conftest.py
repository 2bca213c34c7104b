"""Shared fixtures: one release from the shipped snapshot, one server over it, one browser."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from datetime import date
from pathlib import Path

import hypothesis
import pandas as pd
import pytest
from filelock import FileLock

from wohnmonitor import store
from wohnmonitor.pipeline import build_from_snapshot
from wohnmonitor.queries import open_monitor

# A busy machine is no failure: speed is measured in benchmarks.
hypothesis.settings.register_profile("wohnmonitor", deadline=None)
hypothesis.settings.load_profile("wohnmonitor")

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-quic", "--process-per-site",
]  # fmt: skip


def pytest_addoption(parser):
    parser.addoption("--raw", help="folder of official files, for make verify")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--raw"):
        official = [item for item in items if item.get_closest_marker("official")]
        config.hook.pytest_deselected(items=official)
        items[:] = [item for item in items if item not in official]
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def built_once(tmp_path_factory, name: str, build: Callable[[Path], None]) -> Path:
    """A data folder with a published release that build(folder) makes: by the first worker, copied by the others."""
    folder = tmp_path_factory.mktemp(name)
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    shared = tmp_path_factory.getbasetemp().parent / f"{name}_shared" if worker else folder
    with FileLock(f"{shared}.lock"):
        if not store.current(shared):
            build(shared)
    if worker:
        shutil.copytree(shared, folder, dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory) -> Path:
    """A data folder with the release that the shipped snapshot builds, published."""
    return built_once(
        tmp_path_factory, "release", lambda folder: store.publish(folder, build_from_snapshot(folder, date(2026, 1, 1)).release)
    )


@pytest.fixture(scope="session")
def served(data_folder):
    """The published release as the app follows it."""
    from wohnmonitor.app.served import Served

    return Served(data_folder)


@pytest.fixture(scope="session")
def dash_app(served):
    """The app over the published release, of which tests take clients."""
    from wohnmonitor.app.server import create_app

    return create_app(served)


@pytest.fixture(scope="session")
def monitor(data_folder):
    return open_monitor(data_folder)


@pytest.fixture(scope="session")
def two_releases(data_folder, tmp_path_factory) -> tuple[Path, str]:
    """A folder with the release of now, and the id of an earlier one that was cited, of which the values alone are kept: ten people
    fewer in Maastricht in 2024, and no dwellings."""
    folder = tmp_path_factory.mktemp("two")
    shutil.copytree(data_folder, folder, dirs_exist_ok=True)
    now = store.current(folder)
    then = f"2025-06-01-{now[11:][::-1]}"
    values = pd.read_parquet(store.values_path(folder, now))
    here = (values["area_id"] == "NL_GM0935") & (values["indicator"] == "population") & (values["year"] == 2024)
    values.loc[here, "value"] -= 10
    values[values["indicator"] != "dwellings"].to_parquet(store.values_path(folder, then))
    return folder, then


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def server(data_folder) -> str:
    """Address of `wohnmonitor serve` over the snapshot's release."""
    port = free_port()
    command = [sys.executable, "-m", "wohnmonitor.cli", "--data-dir", str(data_folder), "serve", "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        address = f"http://127.0.0.1:{port}/"
        for _ in range(300):
            with contextlib.suppress(OSError), urllib.request.urlopen(address + "healthz", timeout=2):
                break
            if process.poll() is not None:
                pytest.fail(f"serve ended: {process.stderr.read().decode()}")
            time.sleep(0.2)
        else:
            process.terminate()
            pytest.fail("serve did not answer within 60 seconds")
        yield address
        process.terminate()
        process.wait(20)
        process.stderr.close()


def chromium() -> str:
    """CHROMIUM, else a Chromium on PATH, else Debian's package where one may install; else one line that says what is missing."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found:
        return found
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        for step in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]):
            subprocess.run(step, check=False, capture_output=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
        if found := shutil.which("chromium"):
            return found
    pytest.fail("browser tests need Chromium: install it or set CHROMIUM to its path", pytrace=False)
    return ""


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        instance = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield instance
        instance.close()


@pytest.fixture(scope="session")
def profile(browser, server):
    """One profile for the pages of all tests, in which one stays open: its process keeps what is compiled, a load costs half."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", reduced_motion="reduce")
    context.new_page().goto(server + "healthz")
    yield context
    context.close()


def new_page(profile):
    """A page of this profile that finds nothing kept or allowed."""
    profile.pages[0].evaluate("localStorage.clear()")
    profile.clear_cookies()
    profile.clear_permissions()
    return profile.new_page()


@pytest.fixture
def page(profile, server):
    """A page that fails the test on a script error, a console error or a request to another host."""
    tab = new_page(profile)
    wrong: list[str] = []
    tab.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    tab.on("console", lambda message: wrong.append(f"console: {message.text}") if message.type == "error" else None)
    tab.on("request", lambda r: wrong.append(f"third party: {r.url}") if not r.url.startswith((server, "data:", "blob:")) else None)
    tab.wrong = wrong
    yield tab
    for opened in profile.pages[1:]:
        opened.close()
    assert not wrong, "\n".join(wrong)
