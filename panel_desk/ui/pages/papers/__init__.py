"""Papers of a case: pages."""
