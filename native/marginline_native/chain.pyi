"""Equity less requirement of legs whose price moves together. Only C functions."""
