"""Fonts, text shaping, text direction and page layout of generated PDFs."""
