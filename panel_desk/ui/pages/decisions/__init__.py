"""The pages of the window about recommendations and decisions."""
