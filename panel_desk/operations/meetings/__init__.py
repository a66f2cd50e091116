"""Meetings, from the calendar to panel day: operations."""
