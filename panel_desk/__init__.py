"""Panel Desk: administers an adoption panel, from the central list to the signed minutes and the decision."""

__version__ = "0.1.0"
