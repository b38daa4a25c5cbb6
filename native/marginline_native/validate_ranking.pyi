"""Whether a ranking may be computed, every fault noted. Only C functions."""
