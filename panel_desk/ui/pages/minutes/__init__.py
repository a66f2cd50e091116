"""The pages of the window about minutes."""
