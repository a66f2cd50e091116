"""Minutes, from the draft to the signatures: operations."""
