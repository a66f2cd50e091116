"""What is due: queries."""
