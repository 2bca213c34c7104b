"""The shapes of what is declared in indicators/: publishers, tables, measures, themes, units, indicators, events, profile."""

from wohnmonitor.declared.base import Declared
from wohnmonitor.declared.events import Event
from wohnmonitor.declared.indicators import Facets, Formula, Indicator, Small, Text, Theme, Unit
from wohnmonitor.declared.measures import Break, Measure, Quotient
from wohnmonitor.declared.profile import Profile, Rules, Similar, Twins
from wohnmonitor.declared.sources import Doubt, Explained, Publisher, Table, Take

__all__ = [
    "Break", "Declared", "Doubt", "Event", "Explained", "Facets", "Formula", "Indicator", "Measure", "Profile", "Publisher", "Quotient",
    "Rules", "Similar", "Small", "Table", "Take", "Text", "Theme", "Twins", "Unit",
]  # fmt: skip
