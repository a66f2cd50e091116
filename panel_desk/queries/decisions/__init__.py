"""Recommendations and decisions: queries."""
