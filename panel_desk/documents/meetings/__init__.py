"""Meetings: as documents."""
