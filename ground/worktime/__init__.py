"""Working hours, holidays, zones, what time it is."""
