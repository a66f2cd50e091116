"""Meetings: operations."""
