"""What is due: pages."""
