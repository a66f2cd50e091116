"""Minutes: queries."""
