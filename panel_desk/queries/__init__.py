"""Questions: frozen rows and document contents out."""
