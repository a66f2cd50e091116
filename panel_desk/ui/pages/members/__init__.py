"""The pages of the window about members of the central list."""
