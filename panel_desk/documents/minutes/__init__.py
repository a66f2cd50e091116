"""Minutes as PDF and Word documents, and their digital signatures."""
