"""Papers of a case: files and messages."""
