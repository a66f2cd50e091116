"""Minutes: operations."""
