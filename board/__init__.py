"""The manager and administrator: review, people, settings of the house, health."""
