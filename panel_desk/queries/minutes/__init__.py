"""Queries about minutes."""
