"""Qt, and nothing else is."""
