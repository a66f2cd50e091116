"""Queries of what is due, for the Today page and its counts."""
