"""Verbs: what people do. One function a thing that a user does."""
