"""Each reason in a sentence. Only C functions."""
