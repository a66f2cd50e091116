"""Law and guidance as pure functions and data. Imports nothing of ours."""
