"""E-mail drafts: files and messages."""
