"""Queries about meetings."""
