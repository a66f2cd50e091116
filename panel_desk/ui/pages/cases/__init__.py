"""Cases, households and children: pages."""
