"""Where trust stands: readings, the line at 7, trough and recovery."""
