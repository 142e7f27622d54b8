"""Raw mail in: stored first, then parsed and classified."""
