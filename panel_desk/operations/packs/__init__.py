"""Packs: operations."""
