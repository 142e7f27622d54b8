"""Telling the customer, on time: clock, ladder, letters, the private link, conversations."""
