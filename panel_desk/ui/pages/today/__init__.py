"""The Today page of the window."""
