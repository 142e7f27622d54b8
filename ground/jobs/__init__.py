"""Long work in the background: how far it is, taken over when a worker dies, cancelled when nobody wants it."""
