"""Queries about members of the central list."""
