"""Meetings: queries."""
