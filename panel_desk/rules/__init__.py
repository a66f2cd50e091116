"""Regulations, guidance and the field's vocabulary as pure functions and data; no database, files or window."""
