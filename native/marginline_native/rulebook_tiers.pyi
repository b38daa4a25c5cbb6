"""Tier tables of a rulebook, checked and compiled. Only C functions."""
