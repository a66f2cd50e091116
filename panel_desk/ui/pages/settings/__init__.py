"""The settings pages of the window."""
