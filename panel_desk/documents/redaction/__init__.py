"""Redaction of papers: as documents."""
