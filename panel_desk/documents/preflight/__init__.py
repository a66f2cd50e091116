"""Checks of a file before it is filed: as documents."""
