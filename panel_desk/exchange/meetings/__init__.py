"""Meetings: files and messages."""
