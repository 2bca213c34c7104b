"""Frames to classes, map files and charts; the one place of colour and type."""
