"""E-mail drafts."""
