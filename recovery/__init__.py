"""The story company and customer make together: open and tell, hand over, close."""
