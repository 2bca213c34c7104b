"""How a page of the app hears of its reader: functions of its script, and the room it has."""

from __future__ import annotations

from collections.abc import Sequence

from dash import ClientsideFunction, Dash, Input, Output


def listen(app: Dash, page: str, *rows: tuple[str, str, Sequence[Input]]) -> None:
    """rows: function of the page's script, sink it answers to (layout.py), what it hears of."""
    for function, sink, given in rows:
        output = Output(f"sink-{sink}", "data", allow_duplicate=True)
        app.clientside_callback(ClientsideFunction(page, function), output, *given, prevent_initial_call=True)


def within(px: object, least: int, most: int, usual: int) -> int:
    """A width that the page told, within what can be drawn; the usual one where it told none."""
    return min(max(px, least), most) if isinstance(px, int) and not isinstance(px, bool) else usual
