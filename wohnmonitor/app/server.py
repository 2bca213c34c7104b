"""create_app(monitor): the Dash app on Flask, its routes, headers and errors."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import replace
from datetime import date
from functools import cached_property
from hashlib import sha1
from pathlib import Path

import plotly
from dash import Dash
from dash.fingerprint import build_fingerprint
from flask import Flask, Response, request

from wohnmonitor import journal
from wohnmonitor.app import download, layout, pages, second, small_map
from wohnmonitor.app.callbacks import add_callbacks
from wohnmonitor.app.controls import SOFT_HYPHEN
from wohnmonitor.app.current import Current
from wohnmonitor.app.desk_pages import add_desk
from wohnmonitor.app.documents import add_documents, add_institution
from wohnmonitor.app.guards import ANYWHERE, add_errors, reader
from wohnmonitor.app.measures import TELLING
from wohnmonitor.app.panels import Picture
from wohnmonitor.app.query import StateError
from wohnmonitor.app.release import Facts
from wohnmonitor.app.sentence import sentence
from wohnmonitor.app.state import ALWAYS, DEFAULTS, JOINED, MAP_LEVELS, MOST_AREAS, MOST_GROUPS, PARAMETERS
from wohnmonitor.app.text import Text, text
from wohnmonitor.errors import UnknownError, WohnmonitorError
from wohnmonitor.figures.style import css_variables, palettes_json
from wohnmonitor.site import Site
from wohnmonitor.web import FOREVER, add_headers, compress_answers

log = logging.getLogger(__name__)
MOST_BYTES = 200_000
TOKENS, PALETTES = css_variables(), json.loads(palettes_json())
TOKENS_PATH = f"tokens-{sha1(TOKENS.encode()).hexdigest()[:12]}.css"
CHART_LIBRARY = "package_data/plotly.min.js"
CHARTED = ("border", "scatter")
"""Pages that are nothing without the chart library: it is fetched while the rest is read."""


class Monitor(Dash):
    """Dash with the monitor's own page: the state of the URL is checked before anything is drawn."""

    facts = staticmethod(lambda: None)

    def index(self, *_args, path: str = "", **_kwargs) -> Response:
        """The page of the app at a path; any other path does not exist."""
        t = reader()
        name = path or "map"
        if name not in layout.BODIES or path == "map":
            return self.message(t, 404, t("error.not_found"), t("error.no_page", path=f"/{path[:80]}"))
        facts, state = self.facts.view(request.args.to_dict(flat=False), request.headers.get("Accept-Language", ""))
        prefix = self.config.requests_pathname_prefix
        boot, files, title = self._start_of(facts, state)
        scripts = self._generate_scripts_html().replace("<script src=", "<script defer src=")
        if name != "table":  # the grid is large and stands on one page only
            scripts = re.sub(r"<script[^>]*dash_ag_grid[^>]*></script>", "", scripts)
        page = pages.index_page(
            state,
            boot | {"page": name},
            title=title,
            prefix=prefix,
            tokens=prefix + TOKENS_PATH,
            page=name,
            preload=files if name == "map" else [],
            library=self.chart_library if name in CHARTED else "",
            config=self._generate_config_html(),
            scripts=scripts,
            preview=facts.release if self.facts.preview else "",
        )
        return Response(page, content_type="text/html; charset=utf-8", headers={"Cache-Control": "no-cache"})

    def embedded(self) -> Response:
        """The map of a view for a frame on another site, which may be any."""
        facts, state = self.facts.view(request.args.to_dict(flat=False), request.headers.get("Accept-Language", ""))
        boot, files, title = self._start_of(facts, state)
        prefix = self.config.requests_pathname_prefix
        foot = second.beneath(Picture(facts, state, "light"))
        page = pages.embed_page(
            replace(state, release=facts.release), boot | {"page": "embed"}, title=title, foot=foot, prefix=prefix,
            tokens=prefix + TOKENS_PATH, preload=files,
        )
        return Response(page, content_type="text/html; charset=utf-8", headers={"Cache-Control": "no-cache", **ANYWHERE})

    def _start_of(self, facts: Facts, state) -> tuple[dict, list[str], str]:
        """What scripts start from, the files a map asks for first, the title."""
        prefix = self.config.requests_pathname_prefix
        urls = {
            "root": prefix,
            "geo": f"{prefix}geo/{facts.monitor.geo_hash}.json",
            "data": f"{prefix}data/{facts.release}/{{indicator}}.{{level}}.json",
            "then": f"{prefix}data/{facts.release}/then/{{vintage}}/{{indicator}}.json",
            "outlines": f"{prefix}geo/then/{{vintage}}.json",
            "places": f"{prefix}places/{facts.release}.json",
        }
        title = f"{facts.catalogue.indicators[state.indicator].text[state.lang].title} – Wohnmonitor EMR".replace(SOFT_HYPHEN, "")
        return boot_of(facts, state, urls), [urls["geo"], urls["data"].format(indicator=state.indicator, level=state.level)], title

    def warm(self) -> None:
        """Build what the first reader would have to wait for."""
        facts = self.facts()
        facts.warm()
        log.info("release %s, map %s", facts.release, facts.monitor.geo_hash)

    def warm_all(self) -> None:
        """Have what readers ask next: the other indicators."""
        try:
            facts = self.facts()
            for _ in facts.monitor.warming(facts.known.default_indicator):
                pass
        except Exception:  # they are built when they are asked for
            log.exception("files of the map could not be prepared")

    @cached_property
    def chart_library(self) -> str:
        """Address of the chart library with a mark of its content: Dash's own has none, and so is fetched anew by every page."""
        content = (Path(plotly.__file__).parent / CHART_LIBRARY).read_bytes()
        name = build_fingerprint(CHART_LIBRARY, plotly.__version__, sha1(content).hexdigest()[:12])
        return f"{self.config.requests_pathname_prefix}_dash-component-suites/plotly/{name}"

    def _config(self) -> dict:
        charts = {"serve_locally": False, "plotlyjs_url": self.chart_library}  # all that the two say is where that address is
        return super()._config() | charts | {"python_version": "", "disable_version_check": True}

    def message(self, t: Text, status: int, heading: str, sentence: str) -> Response:
        """A page, or JSON where a script asked, that says what is wrong."""
        if not request.accept_mimetypes.accept_html or request.path.startswith("/_dash"):
            body = json.dumps({"error": heading, "message": sentence}, ensure_ascii=False)
            return Response(body, status, content_type="application/json")
        prefix = self.config.requests_pathname_prefix
        page = pages.message_page(t, heading, sentence, prefix=prefix, tokens=prefix + TOKENS_PATH)
        return Response(page, status, content_type="text/html; charset=utf-8")


def boot_of(facts: Facts, state, urls: dict) -> dict:
    """What the scripts in the page start from."""
    t = text(state.lang)
    return facts.words_for_scripts(state.lang) | t.for_scripts() | {
        "state": state.for_scripts(),
        "urls": urls,
        "parameters": {"names": PARAMETERS, "usual": DEFAULTS, "always": ALWAYS, "joined": JOINED},
        "telling": TELLING,
        "most_areas": MOST_AREAS,
        "most_groups": MOST_GROUPS,
        "release": facts.release,
        "vintages": [int(vintage) for vintage in facts.monitor.vintages()],
        "texts": t.words,
        "palettes": PALETTES,
    }


def health(monitor, today: date) -> dict:
    """What monitoring asks: the release that answers, its age in days, whether the last run that wrote failed, and how many sources
    keep last good figures because they could not be read anew."""
    built = journal.day_of(monitor.release)
    age = (today - built).days if built else None
    failed, stopped = journal.has_failed(monitor.data), len(journal.stopped(monitor.data))
    return {"status": "ok", "release": monitor.release, "age_days": age, "refresh_failed": failed, "sources_stopped": stopped}


def create_app(monitor, prefix: str = "/", site: Site | None = None) -> Monitor:
    """The app over a monitor. `prefix`: path it is reached under behind a proxy, with or without the proxy taking it off.
    `site`: what the operator declares.

    The Flask application is `create_app(...).server`.
    """
    prefix = "/" + prefix.strip("/") + "/" if prefix.strip("/") else "/"
    server = Flask("wohnmonitor")
    server.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app = Monitor(
        "wohnmonitor.app",
        server=server,
        assets_folder=str(pages.ASSETS),
        include_assets_files=False,
        routes_pathname_prefix="/",
        requests_pathname_prefix=prefix,
        suppress_callback_exceptions=True,
        update_title=None,
        title="Wohnmonitor EMR",
        add_log_handler=False,
    )
    app.facts = Current(monitor)
    app.layout = layout.entry()
    add_callbacks(app, app.facts)
    _add_routes(server, app)
    add_documents(server, app, TOKENS_PATH)
    add_desk(server, app, TOKENS_PATH)
    add_institution(server, app, TOKENS_PATH, site or Site())
    add_errors(server, app)
    add_headers(server)
    compress_answers(server)
    try:
        app.warm()
    except WohnmonitorError as error:  # no release yet: pages say so until there is one
        log.warning("%s", error)
    if prefix != "/":
        server.wsgi_app = _without_prefix(server.wsgi_app, prefix.rstrip("/"))
    return app


def _without_prefix(inner, prefix: str):
    """Takes the prefix off the path where the proxy left it on."""

    def outer(environ, start_response):
        path = environ.get("PATH_INFO", "")
        if path == prefix or path.startswith(prefix + "/"):
            environ = environ | {"PATH_INFO": path[len(prefix) :] or "/"}
        return inner(environ, start_response)

    return outer


def _add_routes(server: Flask, app: Monitor) -> None:
    def unchanging(body: bytes) -> Response:
        return Response(body, content_type="application/json", headers={"Cache-Control": FOREVER})

    def gone(t: Text) -> Response:
        return app.message(t, 404, t("error.not_found"), t("error.no_data_file"))

    @server.get("/geo/<mark>.json")
    def geo(mark: str) -> Response:
        now = app.facts().monitor
        return unchanging(now.geo()) if mark == now.geo_hash else gone(reader())

    @server.get("/geo/then/<vintage>.json")
    def outlines(vintage: str) -> Response:
        """Leads to the file that never changes: only who asks for outlines of then has them drawn."""
        try:
            mark = app.facts().monitor.outlines_mark(vintage)
        except UnknownError:
            return gone(reader())
        target = f"{app.config.requests_pathname_prefix}geo/then/{vintage}/{mark}.json"
        return Response("", 302, headers={"Location": target, "Cache-Control": "no-cache"})

    @server.get("/geo/then/<vintage>/<mark>.json")
    def outlines_of(vintage: str, mark: str) -> Response:
        now = app.facts().monitor
        if vintage not in now.vintages()[:-1] or mark != now.outlines_mark(vintage):
            return gone(reader())
        return unchanging(now.outlines(vintage))

    @server.get("/data/<release>/then/<vintage>/<indicator>.json")
    def data_then(release: str, vintage: str, indicator: str) -> Response:
        facts = app.facts()
        if release != facts.release or indicator not in facts.known.indicators or vintage not in facts.monitor.vintages()[:-1]:
            return gone(reader())
        return unchanging(facts.monitor.payload_then(indicator, vintage))

    @server.get("/data/<release>/<indicator>.<level>.json")
    def data(release: str, indicator: str, level: str) -> Response:
        facts = app.facts.of(release)
        if facts is None or indicator not in facts.known.indicators or level not in MAP_LEVELS:
            return gone(reader())
        return unchanging(facts.monitor.payload(indicator, level))

    @server.get("/embed")
    def embed() -> Response:
        return app.embedded()

    @server.get("/places/<release>.json")
    def places(release: str) -> Response:
        facts = app.facts.of(release)
        if facts is None:
            return gone(reader())
        return unchanging(json.dumps(facts.places_for_scripts, ensure_ascii=False, separators=(",", ":")).encode())

    @server.get(f"/{TOKENS_PATH}")
    def tokens() -> Response:
        return Response(TOKENS, content_type="text/css; charset=utf-8", headers={"Cache-Control": FOREVER})

    @server.get("/map.svg")
    def map_svg() -> Response:
        drawn = small_map.drawn(*app.facts.view(request.args.to_dict(flat=False)))
        return Response(drawn, content_type="image/svg+xml", headers={"Cache-Control": "no-cache"})

    @server.get(f"/<any({','.join(download.PAGES)}):page>.csv")
    def download_csv(page: str) -> Response:
        facts, state = app.facts.view(request.args.to_dict(flat=False))
        return download.csv_of(facts, download.PAGES[page](facts, state))

    @server.get("/areas.csv")
    def areas_csv() -> Response:
        """All figures of the areas of a profile or a comparison."""
        facts, state = app.facts.view(request.args.to_dict(flat=False))
        return download.of_areas(facts, state.areas)

    @server.get("/sentence.txt")
    def sentence_of() -> Response:
        """The figure of an area in a view as a sentence; `of`: its id."""
        facts, state = app.facts.view(request.args.to_dict(flat=False))
        picture = Picture(facts, state, "light")
        area_id = request.args.get("of", "")
        if area_id not in facts.areas:
            raise StateError("error.unknown_no_hint", picture.state.lang, parameter="areas", found=area_id[:80])
        rows = picture.rows(facts.areas[area_id]["level"])
        row = rows.loc[area_id] if area_id in rows.index else None
        return Response(sentence(picture, area_id, row), content_type="text/plain; charset=utf-8")

    @server.get("/healthz")
    def healthz() -> Response:
        try:
            body, status = health(app.facts().monitor, date.today()), 200
        except Exception:
            log.exception("no release can be read")
            body, status = {"status": "no release can be read"}, 503
        return Response(json.dumps(body), status, content_type="application/json", headers={"Cache-Control": "no-store"})
