"""Asked, decided, sent back."""
