"""Queries about papers of a case."""
