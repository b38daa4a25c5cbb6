"""The change of state where equity less requirement is concave. Only C functions."""
