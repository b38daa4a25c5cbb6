"""Checks of a raw rulebook: its head, its rules and its instruments. Only C functions."""
