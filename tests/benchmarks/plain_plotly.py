"""The named alternative: the same figures as a plain Dash callback that returns a Plotly choroplethmap."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import geopandas as gpd
import plotly.graph_objects as go
import shapely
from dash import Dash, Input, Output, dcc, html
from werkzeug.serving import run_simple

from wohnmonitor.queries import open_monitor


def app(data: Path) -> Dash:
    monitor = open_monitor(data)
    rows = monitor.boundaries()
    shapes = gpd.GeoDataFrame(rows[["area_id"]], geometry=shapely.from_wkb(rows["wkb"].map(bytes)), crs="EPSG:4326")
    outlines = json.loads(shapes.to_json())
    plain = Dash(__name__)
    plain.layout = html.Div([dcc.Input(id="year", type="number", value=2010), dcc.Graph(id="map", style={"height": "760px"})])

    @plain.callback(Output("map", "figure"), Input("year", "value"))
    def draw(year: int) -> go.Figure:
        frame = monitor.values("population_density", level="municipality", years=int(year))
        trace = go.Choroplethmap(
            geojson=outlines, featureidkey="properties.area_id", locations=frame["area_id"], z=frame["value"], zmin=0, zmax=1500
        )
        return go.Figure(trace, {"map": {"style": "white-bg", "center": {"lat": 50.8, "lon": 5.9}, "zoom": 7.4}, "datarevision": year})

    return plain


if __name__ == "__main__":
    run_simple("127.0.0.1", int(sys.argv[2]), app(Path(sys.argv[1])).server, threaded=True)
