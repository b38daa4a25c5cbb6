"""Tier measures and the tier they choose. Only C functions."""
