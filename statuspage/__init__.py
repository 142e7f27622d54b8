"""The customer: one incident behind a private link, no login."""
