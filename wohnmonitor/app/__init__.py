"""The interface: one page with the map, its controls and the reading column."""
