"""Requests that carry accounts: bytes into the model. Only C functions."""
