"""People, teams, roles, absence, tokens."""
