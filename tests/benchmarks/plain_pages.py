"""The named alternative to the pages of the desk: a plain Dash app, one callback on the address, one query per figure through
the public Python API, tables of html components and plain Plotly figures."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import parse_qs

import geopandas as gpd
import pandas as pd
import plotly.graph_objects as go
import shapely
from dash import Dash, Input, Output, dcc, html
from werkzeug.serving import run_simple

from wohnmonitor.crossing import distances
from wohnmonitor.queries import Monitor, open_monitor
from wohnmonitor.schema import PAIRS


def profile(monitor: Monitor, area: str) -> list:
    """The newest value of each figure of a profile, its series, its place in the Euregio and in the country."""
    country, body = monitor.areas().set_index("area_id")["country"], []
    for indicator in monitor.catalogue.profile.figures:
        rows = monitor.values(indicator, level="municipality").dropna(subset=["value"])
        own = rows[rows["area_id"] == area]
        if own.empty:
            continue
        newest = own.iloc[-1]
        peers = rows[rows["year"] == newest["year"]]
        at_home = peers[peers["area_id"].map(country) == country[area]]
        places = [f"{int((some['value'] > newest['value']).sum()) + 1}/{len(some)}" for some in (peers, at_home)]
        cells = [indicator, f"{newest['value']:.2f} {newest['unit']}", str(newest["year"]), *places, str(own["value"].round(2).tolist())]
        body.append(html.Tr([html.Td(cell) for cell in cells]))
    return [html.Table(html.Tbody(body), className="shown")]


def compare(monitor: Monitor, areas: list[str]) -> list:
    """Each figure of each area in the newest year that those which have it share."""
    body = []
    for indicator in monitor.catalogue.indicators:
        series = [monitor.values(indicator, areas=[area]).dropna(subset=["value"]).set_index("year")["value"] for area in areas]
        have = [set(one.index) for one in series if len(one)]
        if len(have) < 2:
            continue
        year = max(set.intersection(*have), default=None)
        cells = [f"{one[year]:.2f}" if year in one.index else "–" for one in series]
        body.append(html.Tr([html.Td(cell) for cell in (indicator, str(year), *cells)]))
    return [html.Table(html.Tbody(body), className="shown")]


def border(monitor: Monitor, far: pd.DataFrame, indicator: str) -> list:
    """A cloud for each border: each municipality by its distance and newest value."""
    newest = {}
    for town in far.index:
        rows = monitor.values(indicator, areas=[town]).dropna(subset=["value"])
        if len(rows):
            newest[town] = rows.iloc[-1]["value"]
    graphs = []
    for pair in PAIRS:
        figure = go.Figure()
        for side in pair.split("-"):
            here = far[(far["pair"] == pair) & (far["country"] == side)]
            figure.add_scatter(x=here["km"], y=here.index.map(newest), mode="markers", name=side, text=here.index)
        graphs.append(dcc.Graph(figure=figure))
    return [html.Div(graphs, className="shown")]


def app(data: Path) -> Dash:
    monitor = open_monitor(data)
    rows, country = monitor.boundaries(), monitor.areas().set_index("area_id")["country"]
    shapes = gpd.GeoSeries(shapely.from_wkb(rows["wkb"].map(bytes)), index=rows["area_id"], crs="EPSG:4326")
    far = distances(shapes, country.to_dict())
    plain = Dash(__name__)
    plain.layout = html.Div([dcc.Location(id="address"), html.Div(id="page")])

    @plain.callback(Output("page", "children"), Input("address", "pathname"), Input("address", "search"))
    def draw(path: str, search: str) -> list:
        given = {name: values[0] for name, values in parse_qs(search.removeprefix("?")).items()}
        if path == "/profile":
            return profile(monitor, given["area"])
        if path == "/compare":
            return compare(monitor, given["areas"].split(","))
        return border(monitor, far, given["indicator"]) if path == "/border" else []

    return plain


if __name__ == "__main__":
    run_simple("127.0.0.1", int(sys.argv[2]), app(Path(sys.argv[1])).server, threaded=True)
