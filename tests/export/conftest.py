"""No test of an export may reach for the network."""

from __future__ import annotations

import socket

import pandas as pd
import pytest


@pytest.fixture(autouse=True)
def offline(monkeypatch):
    def refuse(*_):
        raise AssertionError("a request to the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="session")
def whole(monitor):
    """All rows of all indicators as the Python API gives them."""
    return pd.concat([monitor.values(one) for one in monitor.catalogue.indicators], ignore_index=True)
