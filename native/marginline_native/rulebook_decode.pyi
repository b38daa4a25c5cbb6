"""From the wire bytes of a Rulebook to raw structs. Only C functions."""
