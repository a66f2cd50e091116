"""Packs: queries."""
