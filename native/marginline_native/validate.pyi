"""Checks of marks and accounts against a rulebook. Only C functions."""
