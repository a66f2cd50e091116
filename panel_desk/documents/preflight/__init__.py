"""Checks and converts incoming files before they are filed."""
