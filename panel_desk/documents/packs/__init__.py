"""Packs: as documents."""
