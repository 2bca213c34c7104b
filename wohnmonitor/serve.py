"""Serving the app and the API from one process: granian, since it runs several workers and runs on Windows too."""

from __future__ import annotations

import multiprocessing
import os
import threading
import webbrowser
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces

SETTINGS = ("WOHNMONITOR_SERVE_DATA", "WOHNMONITOR_SERVE_RELEASE", "WOHNMONITOR_SERVE_PREFIX")
"""How a worker process learns what to serve."""
ADDRESS = "WOHNMONITOR_ADDRESS"
"""Setting: scheme and host under which the catalogue for portals is reached, where a proxy hides them."""


def load(_target: str = ""):
    """The WSGI application of one worker."""
    from wohnmonitor import log
    from wohnmonitor.api import add_api  # the process that only waits for its workers need not read these
    from wohnmonitor.app.served import Served
    from wohnmonitor.app.server import create_app
    from wohnmonitor.site import read_site

    log.serving()
    data, release, prefix = (os.environ.get(name, "") for name in SETTINGS)
    monitor = Served(Path(data), release or None)
    app = create_app(monitor, prefix=prefix or "/", site=read_site(Path(data)))
    add_api(app.server, monitor, prefix or "/", os.environ.get(ADDRESS, ""))
    threading.Thread(target=app.warm_all, daemon=True).start()
    return app.server


def run(data: Path, *, host: str, port: int, workers: int, release: str | None, prefix: str, browse: bool) -> None:
    """Serve until interrupted."""
    # A forked worker inherits the threads of DuckDB and Arrow half dead; on other systems workers are spawned anyway.
    multiprocessing.set_start_method("spawn", force=True)
    os.environ.update(zip(SETTINGS, (str(data), release or "", prefix), strict=True))
    if browse:
        threading.Timer(1.5, webbrowser.open, [f"http://{host}:{port}{prefix}"]).start()
    Granian(
        "wohnmonitor.serve:load", address=host, port=port, workers=workers, interface=Interfaces.WSGI,
        factory=True, log_enabled=True, log_level="warning", blocking_threads=4,
    ).serve(target_loader=load)  # fmt: skip
