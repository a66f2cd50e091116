"""Cases, households and children: operations."""
