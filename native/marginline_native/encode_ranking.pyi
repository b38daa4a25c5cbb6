"""Rankings into bytes. Only C functions."""
