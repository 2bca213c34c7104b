"""The API alone on a Flask server, over the release of the shipped snapshot."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from wohnmonitor.api import add_api
from wohnmonitor.queries import open_monitor
from wohnmonitor.web import add_headers, compress_answers


class Client(FlaskClient):
    """Reads every answer to its end, so that files are closed."""

    def open(self, *args, **kwargs):
        return super().open(*args, buffered=True, **kwargs)


def server_over(data, prefix: str = "/", address: str = "") -> Flask:
    server = Flask("wohnmonitor")
    server.test_client_class = Client
    add_api(server, open_monitor(data), prefix, address)
    add_headers(server)
    compress_answers(server)
    return server


@pytest.fixture(scope="session")
def api(data_folder) -> Flask:
    return server_over(data_folder)


@pytest.fixture(scope="session")
def client(api) -> Client:
    return api.test_client()


@pytest.fixture
def get(client):
    """GET of a path below the API."""
    return lambda path, **headers: client.get(f"/api/v1{path}", headers={name.replace("_", "-"): text for name, text in headers.items()})
