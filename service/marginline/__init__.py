"""Marginline: exact margin, liquidation prices and ADL order, over gRPC and REST."""

__version__ = "0.1.0"
