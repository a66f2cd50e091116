"""Review files: minutes that are checked at home."""
