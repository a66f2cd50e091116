"""Members of the central list: queries."""
