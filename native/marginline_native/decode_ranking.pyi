"""Requests that carry candidates: bytes into the ranking's model. Only C functions."""
