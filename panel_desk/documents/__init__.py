"""Content in, PDF bytes out."""
