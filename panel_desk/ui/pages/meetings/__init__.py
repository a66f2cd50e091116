"""The pages of the window about meetings."""
