"""The shapes of what is declared in indicators/: publishers, tables, measures, themes, units, indicators, events, ready-made groups."""

from wohnmonitor.declared.base import Declared
from wohnmonitor.declared.events import Event
from wohnmonitor.declared.groups import Group
from wohnmonitor.declared.indicators import Facets, Formula, Indicator, Small, Text, Theme, Unit
from wohnmonitor.declared.measures import Break, Measure, Quotient
from wohnmonitor.declared.sources import Doubt, Explained, Publisher, Table, Take

__all__ = [
    "Break", "Declared", "Doubt", "Event", "Explained", "Facets", "Formula", "Group", "Indicator", "Measure", "Publisher", "Quotient",
    "Small", "Table", "Take", "Text", "Theme", "Unit",
]  # fmt: skip
