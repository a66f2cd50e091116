"""Minutes: as documents."""
