"""Queries: each reads the store and returns frozen rows or the content of a document."""
