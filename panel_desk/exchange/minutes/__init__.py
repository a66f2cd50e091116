"""Minutes: files and messages."""
