"""Sums, ratios and states of pools and isolated positions. Only C functions."""
