"""Recommendations and decisions: operations."""
