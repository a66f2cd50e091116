"""Queries about cases, households and children."""
