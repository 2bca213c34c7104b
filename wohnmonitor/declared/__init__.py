"""The shapes of what is declared in indicators/: publishers, tables, measures, themes, units, indicators, events, groups, profile."""

from wohnmonitor.declared.base import Declared
from wohnmonitor.declared.calendar import Calendar, Due
from wohnmonitor.declared.corrections import Correction
from wohnmonitor.declared.events import Event
from wohnmonitor.declared.gate import Accepted, Allowed, Gate, Limit
from wohnmonitor.declared.groups import Group
from wohnmonitor.declared.indicators import Facets, Formula, Indicator, Small, Text, Theme, Unit
from wohnmonitor.declared.measures import Break, Measure, Quotient
from wohnmonitor.declared.profile import Profile, Rules, Similar, Twins
from wohnmonitor.declared.sources import CbsFetch, Doubt, Explained, Fetch, FileFetch, GenesisFetch, Layer, Publisher, Some, Table, Take

__all__ = [
    "Accepted", "Allowed", "Break", "Calendar", "CbsFetch", "Correction", "Declared", "Doubt", "Due", "Event", "Explained", "Facets",
    "Fetch", "FileFetch", "Formula", "Gate", "GenesisFetch", "Group", "Indicator", "Layer", "Limit", "Measure", "Profile", "Publisher",
    "Quotient", "Rules", "Similar", "Small", "Some", "Table", "Take", "Text", "Theme", "Twins", "Unit",
]  # fmt: skip
