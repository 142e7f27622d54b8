"""How quick it is, with figures; run by `make bench`."""
