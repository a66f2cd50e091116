"""Meetings: pages."""
