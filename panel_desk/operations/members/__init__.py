"""Members of the central list and their signing certificates: operations."""
