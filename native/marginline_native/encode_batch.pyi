"""Answers about many accounts: the model into bytes. Only C functions."""
