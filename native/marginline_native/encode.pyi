"""Answers about one account: the model into bytes. Only C functions."""
