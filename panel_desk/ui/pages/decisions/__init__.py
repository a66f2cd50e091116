"""Recommendations and decisions: pages."""
