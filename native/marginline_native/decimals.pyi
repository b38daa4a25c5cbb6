"""Decimal text to scaled integers and back. Only C functions."""
