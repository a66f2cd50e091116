"""Papers of a case: operations."""
