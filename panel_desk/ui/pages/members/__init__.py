"""Members of the central list: pages."""
