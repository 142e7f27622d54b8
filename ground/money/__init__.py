"""Amounts, currencies, minor units, splitting."""
