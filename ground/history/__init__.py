"""Append-only rows; a subject is a kind and an id."""
