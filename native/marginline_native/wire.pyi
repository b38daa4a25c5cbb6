"""The protobuf wire format, read strictly and written. Only C functions."""
