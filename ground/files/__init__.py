"""Bytes and what they really are."""
