"""Accounts through the stages in their order, one after the other. Only C functions."""
