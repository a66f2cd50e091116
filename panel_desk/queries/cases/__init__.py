"""Cases, households and children: queries."""
