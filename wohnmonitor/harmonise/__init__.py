"""Frames in, frames out: tidy, marks, recode, territory, derive, geometry. Knows no path, clock or connection."""
