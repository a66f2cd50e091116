"""Minutes: pages."""
