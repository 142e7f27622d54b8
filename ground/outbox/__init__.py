"""Letters and calls on their way out."""
