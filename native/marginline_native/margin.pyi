"""Terms of every position. Only C functions."""
