"""What an auditor needs to redo a position's figures. Only C functions."""
