"""The walk over tier bounds. Only C functions."""
