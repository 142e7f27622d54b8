"""Amounts in templates."""
