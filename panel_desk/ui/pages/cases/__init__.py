"""The pages of the window about cases, households and children."""
