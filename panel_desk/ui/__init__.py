"""The window: the only part of Panel Desk that uses Qt."""
