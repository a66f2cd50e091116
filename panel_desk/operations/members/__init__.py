"""Members of the central list: operations."""
