"""Papers of a case: queries."""
