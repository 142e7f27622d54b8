"""How large a file may be, how many a subject may have, how long a name."""

LARGEST = 10 * 1024 * 1024
"""Bytes of one file: 10 MB."""
MOST = 20
"""Files of one subject."""
NAME_LENGTH = 150
