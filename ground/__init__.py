"""What lies beneath: rooms that have never heard of a customer."""
