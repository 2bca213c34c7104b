"""Floors import only downwards, rooms of one floor do not know each other, only the app knows dash, only serve the server."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "wohnmonitor"
FLOORS = {
    "errors": 10, "schema": 10, "paths": 10, "words": 11, "site": 11, "files": 11, "lock": 12,
    "log": 12, "schedule": 12, "journal": 13,
    "declared": 20, "catalogue": 21, "reference": 21, "aggregate": 21, "groups": 22, "cite": 22, "similar": 22,
    "checks": 30, "sources": 30, "harmonise": 30, "snapshot": 30, "store": 30, "figures": 30, "export": 30, "release": 30, "web": 30,
    "queries": 31, "history": 32, "changelog": 32, "freshness": 32, "lineage": 32, "crossing": 32,
    "gate": 33, "publication": 34, "narrow": 34,
    "extract": 35, "borders": 35, "outlines": 36,
    "collect": 36, "dcat": 36, "pipeline": 40, "app": 50, "api": 50, "notebook": 50, "serve": 55,
    "terminal": 58, "transfers": 59, "cli_export": 59, "cli_staff": 59, "cli": 60, "__init__": 60,
}  # fmt: skip
"""queries reads what store wrote and stands on it; everything else of a floor stands alone."""


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_rooms_import_only_downwards():
    wrong = []
    for path in PACKAGE.rglob("*.py"):
        here = room(path)
        for name in imports(path):
            if not name.startswith("wohnmonitor"):
                continue
            there = name.split(".")[1] if "." in name else "__init__"
            if there != here and FLOORS[there] >= FLOORS[here]:
                wrong.append(f"{path.relative_to(PACKAGE)} imports {name}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("libraries", "rooms"),
    [
        (("dash", "dash_mantine_components", "dash_ag_grid"), ("app",)),
        (("flask", "werkzeug"), ("app", "api", "web")),
        (("granian",), ("serve",)),
        (("rdflib",), ("dcat",)),
    ],
)
def test_only_these_rooms_know_a_library(libraries, rooms):
    wrong = [
        str(path) for path in PACKAGE.rglob("*.py") if room(path) not in rooms
        and any(name.split(".")[0] in libraries for name in imports(path))
    ]  # fmt: skip
    assert not wrong


def test_harmonise_and_figures_know_no_path_clock_or_connection():
    forbidden = ("pathlib", "os", "duckdb", "datetime.datetime", "time", "requests", "httpx", "urllib")
    wrong = []
    for name in ("harmonise", "figures"):
        for path in (PACKAGE / name).rglob("*.py"):
            wrong += [f"{path.name}: {used}" for used in imports(path) if used.split(".")[0] in forbidden or used in forbidden]
    assert not wrong


def test_files_stay_small():
    long = {str(p.relative_to(PACKAGE)): n for p in PACKAGE.rglob("*.py") if (n := len(p.read_text("utf-8").splitlines())) > 330}
    assert not long
