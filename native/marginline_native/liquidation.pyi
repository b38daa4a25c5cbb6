"""Liquidation and bankruptcy prices. Only C functions."""
