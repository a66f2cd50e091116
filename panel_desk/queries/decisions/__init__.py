"""Queries about recommendations and decisions."""
