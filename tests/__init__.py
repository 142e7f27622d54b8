"""The fixed cast, plain makers, and one folder a room."""
