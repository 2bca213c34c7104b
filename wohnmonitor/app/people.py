"""The age of the inhabitants: up to three areas, each against the Euregio or its own country in the same year."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from dash import html

from wohnmonitor.app.figure_tables import closed, figure_cell, scrolled
from wohnmonitor.app.panels import EMR, Picture
from wohnmonitor.app.text import EN_DASH
from wohnmonitor.figures.pyramid import longest, pyramid
from wohnmonitor.figures.series import Line, look_of
from wohnmonitor.figures.vector import address
from wohnmonitor.schema import COUNTRIES

GROUPS = ((0, 15), (15, 25), (25, 45), (45, 65), (65, 95))
"""First age, and the first that is no longer in the group; the last is open and drawn over thirty years."""
SHARES = ("share_age_0_14", "share_age_15_24", "share_age_25_44", "share_age_45_64", "share_age_65_plus")
THEME, MOST = "demography", 3


@dataclass(frozen=True)
class Profile:
    """Rows of an area in a year, one per age group."""

    area_id: str
    year: int
    rows: tuple

    @property
    def shares(self) -> list[float]:
        """The shares in %, youngest first."""
        return [float(row.value) for row in self.rows]


def profile_of(picture: Picture, area_id: str, year: int | None = None) -> Profile | None:
    """The age groups of an area in a year, else in the latest that has them all; None where there is none."""
    frames = [picture.facts.series(share, area_id) for share in SHARES]
    common = set.intersection(*(set(frame.loc[frame["value"].notna(), "year"].tolist()) for frame in frames))
    if year is None:
        year = max(common, default=None)
    if year not in common:
        return None
    return Profile(area_id, int(year), tuple(frame[frame["year"] == year].iloc[0] for frame in frames))


def beside(picture: Picture, profile: Profile) -> Profile | None:
    """What a profile is measured against: the Euregio in that year, else the area's country part."""
    marks = [EMR, picture.facts.country.get(profile.area_id, "")]
    found = (profile_of(picture, mark, profile.year) for mark in marks if mark and mark != profile.area_id)
    return next((one for one in found if one), None)


def people_section(picture: Picture) -> list:
    """A figure per area, what it lacks, a table; open in the theme of the population, closed elsewhere, nothing without figures."""
    t, facts, state = picture.t, picture.facts, picture.state
    if not facts.valued.issuperset(SHARES):
        return []
    areas = state.areas[:MOST] or tuple(code for code in COUNTRIES if code in facts.areas)
    profiles = {area_id: profile_of(picture, area_id) for area_id in areas}
    pairs = [(one, beside(picture, one)) for one in profiles.values() if one]
    missing = [_missing(picture, area_id) for area_id, one in profiles.items() if not one]
    said = [t("people.read")] if pairs else []
    if len(state.areas) > MOST:
        said.append(t("people.first", n=MOST))
    inside = [html.P(line, className="wm-hint") for line in missing]
    if pairs:
        limit = longest(GROUPS, *(one.shares for pair in pairs for one in pair if one))
        figures = [_figure(picture, one, other, areas.index(one.area_id), limit) for one, other in pairs]
        inside = [
            html.P(t("people.unit"), className="wm-sub"),
            html.Div(figures, className="wm-panels"),
            *inside,
            html.P(" ".join([*said, t("people.lacks")]), className="wm-source"),
            closed(t, [_table(picture, pairs)]),
        ]
    heading = html.H2(t("people.heading"))
    if picture.indicator.theme == THEME:
        return [html.Div(heading, className="wm-section-head"), *inside]
    return [html.Details([html.Summary(heading), *inside], className="wm-folded")]


def _named(picture: Picture, one: Profile) -> str:
    """`Euregio Meuse-Rhine 2016`."""
    return f"{picture.name(one.area_id)} {one.year}"


def _group_names(picture: Picture) -> list[str]:
    return [f"{low}{EN_DASH}{high - 1}" for low, high in GROUPS[:-1]] + [picture.t("people.open", age=GROUPS[-1][0])]


def _figure(picture: Picture, one: Profile, other: Profile | None, place: int, limit: float) -> html.Div:
    t, country = picture.t, picture.facts.country.get(one.area_id, "")
    role = "selected" if picture.state.areas else "country"
    look = look_of(Line("", pd.DataFrame(), role, place + 1, country), picture.scheme)
    names = _group_names(picture)
    short = "EMR" if other and other.area_id == EMR else other.area_id if other else ""
    drawn = pyramid(
        one.shares,
        other.shares if other else None,
        groups=GROUPS,
        names=names,
        heads=(short, str(place + 1) if picture.state.areas else one.area_id),
        colour=look.colour,
        theme=picture.scheme,
        number=t.number,
        limit=limit,
    )
    told = t.listed([f"{name}: {t.with_unit(share, '%', 1)}" for name, share in zip(names, one.shares, strict=True)])
    against = t("people.against", name=_named(picture, other)) if other else t("people.alone")
    return html.Div(
        className="wm-panel",
        children=[
            html.H3(_named(picture, one)),
            html.P(against, className="wm-sub"),
            html.Img(src=address(drawn), alt=t("people.alt", name=_named(picture, one), shares=told, against=against)),
        ],
    )


def _missing(picture: Picture, area_id: str) -> str:
    """`Raeren: not delivered`: why an area has no figure, by the newest row of the first group without any value, else as such."""
    for share in SHARES:
        frame = picture.facts.series(share, area_id)
        reasons = [reason for reason in frame["reason"] if isinstance(reason, str) and reason]
        if frame["value"].isna().all():
            reason = reasons[-1] if reasons else "no_row"
            return picture.t("people.none", name=picture.name(area_id), reason=picture.t(f"reason.{reason}"))
    return picture.t("people.none", name=picture.name(area_id), reason=picture.t("people.never_all"))


def _table(picture: Picture, pairs: list[tuple[Profile, Profile | None]]) -> html.Div:
    """A row per age group, a column per profile drawn, each once."""
    t = picture.t
    shown = {(one.area_id, one.year): one for pair in pairs for one in pair if one}.values()
    heads = [html.Th(t("people.group"), scope="col")]
    heads += [html.Th(_named(picture, one), scope="col", className="wm-number") for one in shown]
    body = []
    for place, name in enumerate(_group_names(picture)):
        cells = [html.Td(figure_cell(t, one.rows[place], t.number, 1), className="wm-number") for one in shown]
        body.append(html.Tr([html.Th(name, scope="row"), *cells]))
    return scrolled(t, t("people.table"), heads, body)
