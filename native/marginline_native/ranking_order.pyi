"""Who is ahead of whom, exactly, and sorting by it. Only C functions."""
