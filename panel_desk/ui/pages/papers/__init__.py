"""The pages of the window about papers of a case."""
