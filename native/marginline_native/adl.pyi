"""Scores and lights of auto-deleveraging. Only C functions."""
