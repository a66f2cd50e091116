"""Papers that arrive by e-mail."""
