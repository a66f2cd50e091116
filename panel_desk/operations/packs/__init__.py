"""Packs of papers, once they are built: operations."""
