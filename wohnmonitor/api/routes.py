"""Every address of the API, declared once: what it answers, in which forms, with which parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from wohnmonitor.api import documents, lists, negotiate, releases, values
from wohnmonitor.api.call import Answer, Call
from wohnmonitor.api.negotiate import Form
from wohnmonitor.api.parameters import PARAMETERS, Parameter, fixed
from wohnmonitor.export import FORMATS
from wohnmonitor.export.table import AREA_CHANGES, AREAS, SOURCES, Table

PAGE = ("limit", "offset")


@dataclass(frozen=True)
class Route:
    """path: below the API, `{id}` for what `id` (a parameter) names. forms: the first is what comes unasked. table: of a list.
    by_releases: the answer changes with the releases at hand, not only with the one it is made of."""

    path: str
    answer: Callable[[Call], Answer]
    forms: tuple[Form, ...]
    names: tuple[str, ...] = ()
    id: str = ""
    table: Table | None = None
    by_releases: bool = False

    @property
    def key(self) -> str:
        """Its name in texts and as operation."""
        return self.path.strip("/").replace("/{id}", "_one").replace("/", "_") or "index"

    @property
    def listed(self) -> bool:
        """Whether it answers with a list."""
        return self.table is not None and not self.path.endswith("{id}")

    @cached_property
    def own(self) -> dict[str, Parameter]:
        """Parameters of the query by name."""
        form = Parameter("format", choices=fixed([form.name for form in self.forms]))
        return {name: PARAMETERS[name] for name in self.names} | ({"format": form} if len(self.forms) > 1 else {})

    @cached_property
    def place(self) -> Parameter | None:
        """The parameter of the path."""
        if not self.id:
            return None
        return replace(PARAMETERS[self.id], name="id", many=False, example=PARAMETERS[self.id].example.partition(",")[0])

    def fits(self, parts: list[str]) -> str | None:
        """What stands for `{id}` where the path is this one ("" without an id), else None."""
        mine = self.path.split("/")[1:]
        if len(mine) != len(parts) or any(one not in (other, "{id}") for one, other in zip(mine, parts, strict=True)):
            return None
        return next((other for one, other in zip(mine, parts, strict=True) if one == "{id}"), "")


ASKED = ("indicator", "area", "level", "group", "years", "latest", "window", "status", "comparable-with", "territory", "columns")
ROUTES = (
    Route("/", documents.index, (negotiate.JSON, negotiate.HTML), ("lang",)),
    Route("/values", values.values, negotiate.VALUES, (*ASKED, *PAGE, "lang", "release")),
    Route("/indicators", lists.indicators, negotiate.TABLE, ("theme", *PAGE, "lang", "release"), table=lists.LISTED),
    Route("/indicators/{id}", lists.indicator, negotiate.TABLE, ("lang", "release"), "indicator", lists.LISTED),
    Route("/areas", lists.areas, negotiate.TABLE, ("level", "country", "territory", *PAGE, "lang", "release"), table=AREAS),
    Route("/areas/{id}", lists.area, negotiate.TABLE, ("lang", "release"), "area", AREAS),
    Route("/changes", lists.changes, negotiate.TABLE, ("area", *PAGE, "release"), table=AREA_CHANGES),
    Route("/boundaries", values.boundaries, negotiate.OUTLINES, ("level", "area", "vintage", "lang", "release")),
    Route("/sources", lists.sources, negotiate.TABLE, ("indicator", "country", *PAGE, "release"), table=SOURCES),
    Route("/releases", releases.releases, negotiate.TABLE, PAGE, table=releases.RELEASES, by_releases=True),
    Route("/releases/{id}", releases.release, negotiate.TABLE, (), "release", releases.RELEASES, by_releases=True),
    Route("/releases/{id}/values", releases.kept, (FORMATS["parquet"],), (), "release"),
    Route("/releases/{id}/changes", releases.changed, negotiate.TABLE, ("indicator", "area", *PAGE), "release", releases.CHANGED),
    Route("/catalog", documents.catalog, negotiate.CATALOG),
    Route("/openapi", documents.openapi, (negotiate.JSON,), ("lang",)),
    Route("/docs", documents.docs, (negotiate.HTML,), ("lang",)),
)


def find(path: str) -> tuple[Route, str, str] | None:
    """Route, id and suffix of a path below the API; None where there is nothing."""
    parts = path.removesuffix("/").split("/")[1:] or [""]
    last, dot, suffix = parts[-1].partition(".")
    for route in ROUTES:
        if (found := route.fits([*parts[:-1], last])) is not None:
            return route, found, dot + suffix
    return None
