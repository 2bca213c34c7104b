"""The notebooks run, offline and without a warning; their outputs are not committed; they import what a reader has."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
ALLOWED = {"wohnmonitor", "pandas", "numpy", "geopandas", "matplotlib", "plotly", "libpysal", "esda"}
FIRST = """import socket, warnings
warnings.simplefilter("error")
warnings.filterwarnings("ignore", module="ipykernel")
_connect = socket.socket.connect
def _refuse(self, address):
    assert not isinstance(address, tuple) or address[0] in ("127.0.0.1", "::1", "localhost"), f"a notebook called {address}"
    return _connect(self, address)
socket.socket.connect = _refuse
"""
"""Warnings are errors, but not those of the kernel about itself; nothing leaves the machine."""


def read(path: Path):
    return nbformat.read(path, as_version=4)


def code(book) -> str:
    return "\n".join(cell.source for cell in book.cells if cell.cell_type == "code")


def test_there_are_six():
    assert len(NOTEBOOKS) == 6


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_clean(path):
    book = read(path)
    nbformat.validate(book)
    for cell in book.cells:
        assert cell.cell_type != "code" or (cell.outputs == [] and cell.execution_count is None), "clear the outputs"
    assert set(book.metadata) <= {"kernelspec", "language_info"}
    tree = ast.parse(code(book))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} - set(sys.stdlib_module_names) <= ALLOWED
    assert book.cells[0].cell_type == "markdown" and book.cells[0].source.startswith("# ")
    assert "m.cite(" in code(book), "a researcher must be able to cite it"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path, data_folder, monkeypatch):
    monkeypatch.setenv("WOHNMONITOR_DATA_DIR", str(data_folder))
    book = read(path)
    book.cells.insert(0, nbformat.v4.new_code_cell(FIRST))
    NotebookClient(book, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}).execute()
    said = [out.text for cell in book.cells for out in cell.get("outputs", []) if out.get("name") == "stderr"]
    assert not said
