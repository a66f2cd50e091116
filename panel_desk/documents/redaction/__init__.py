"""Redacts names and phrases from PDFs."""
