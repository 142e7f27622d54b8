"""What went wrong and how far it is repaired: the eight steps, evidence, gates, promises."""
