"""Names, closed lists and frame shapes that every floor above shares.

One quantity, one unit, one name. Frames are pandas; their columns stand here and nowhere else.
"""

from __future__ import annotations

SCHEMA_VERSION = 2
RELEASE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-f]{10}"
"""Id of a release: day and hash of its content."""

LANGUAGES = ("de", "nl", "fr", "en")
COUNTRIES = ("BE", "NL", "DE")
PAIRS = ("NL-BE", "NL-DE", "BE-DE")
GRADES = ("A", "B", "C", "D", "-")
USES = ("scale", "rank", "aggregate", "trend")
COMPARABLE: dict[str, tuple[str, ...]] = {"A": USES, "B": USES, "C": ("trend",), "D": (), "-": USES}
"""What a grade allows across a border: one colour scale, one ranking, one sum, one picture of changes.
"-": one side has no such figure, there is nothing to forbid."""
LEVELS = ("municipality", "district", "region", "country", "emr")

DRAW_CRS = "+proj=tmerc +lat_0=51 +lon_0=6 +k=1 +ellps=GRS80 +units=m"
"""The system to draw in: north is up and a kilometre is as long everywhere in the Euregio (to 0.01 %). Never measure areas in it."""

STATUSES = {
    "A": "normal value",
    "P": "provisional value",
    "E": "estimated value",
    "B": "time series break",
    "F": "forecast value",
    "U": "low reliability",
    "Q": "missing value; suppressed",
    "M": "missing value; data cannot exist",
    "L": "missing value; data exist but were not collected",
    "O": "missing value",
}
"""SDMX CL_OBS_STATUS, the codes in use."""

GAP_STATUSES = ("Q", "M", "L", "O", "U")
REASONS = (
    "not_collected",
    "suppressed",
    "not_delivered",
    "not_convertible",
    "break",
    "undefined",
    "cannot_exist",
    "unreliable",
    "district_only",
    "licence",
)
REASON_STATUS = {
    "not_collected": "L",
    "suppressed": "Q",
    "not_delivered": "O",
    "not_convertible": "O",
    "break": "O",
    "undefined": "M",
    "cannot_exist": "M",
    "unreliable": "U",
    "district_only": "L",
    "licence": "O",
}
"""Status of a row without value, by its reason."""

STATUS_RANK = "APBEUF"
"""Statuses of values from best to weakest: what is computed takes the weakest of its parts."""

CORRECTION = "correction"
"""Stands among the sources of a value in which a figure was corrected by hand."""


def is_corrected(source: object) -> bool:
    """Whether the sources of a value, joined by ";", say that a figure in it was corrected by hand."""
    return CORRECTION in str(source).split(";")


NIL = "nil"
"""A publisher's dash that may mean zero or nothing; harmonise.marks decides which."""

TIDY = [
    "measure", "scheme", "code", "year", "ref_date", "territory",
    "value", "status", "reason", "precision", "source", "file", "row",
]  # fmt: skip
"""Key: measure, scheme, code, year, source. One figure as a publisher wrote it, in its unit and on its code."""

MEASURES = [
    "measure", "area_id", "year", "ref_date", "territory",
    "value", "status", "reason", "precision", "source", "file", "row",
]  # fmt: skip
"""Key: measure, area_id, year, territory, source. The same on our area ids; what the snapshot ships."""

CARRIED = [
    "measure", "area_id", "level", "year", "ref_date",
    "value", "status", "reason", "precision", "source", "file", "row", "segment",
]  # fmt: skip
"""Key: measure, area_id, year. On today's municipalities, and published rows of districts, regions, countries."""

VALUES = [
    "indicator", "area_id", "level", "year", "ref_date", "value", "status", "reason",
    "numerator", "denominator", "coverage", "source", "segment", "part_numerator", "part_denominator", "part_status",
]  # fmt: skip
"""Key: indicator, area_id, year. part_*: what an area gives to a group where that is not its printed
numerator and denominator (only a share was printed) or its status (U alone, for it is small)."""

EXPORT = [
    "indicator", "area_id", "area_name", "level", "year", "ref_date", "value", "unit", "status",
    "numerator", "denominator", "coverage", "comparability", "source", "reason", "segment", "lower", "upper", "precision",
]  # fmt: skip
"""Columns of every export, in this order; the first fourteen are a promise to others. Key: indicator, area_id, year. lower, upper:
between what the count of a group lies of which not all members are known. precision: rounding step of a value that stands as its
publisher printed it, in its unit; empty where it is not rounded, or computed."""
