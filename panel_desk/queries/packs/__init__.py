"""Queries about packs."""
