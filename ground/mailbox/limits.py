"""How much of a mail we take in and look at; what is more is cut, said, and left to a person."""

LARGEST = 25 * 1024 * 1024
"""Bytes of a mail that is stored whole."""
KEPT_OF_TOO_LARGE = 256 * 1024
"""Bytes that are stored of a larger one: its head and the beginning of its words."""
LARGEST_HEAD = 256 * 1024
"""Bytes of a head that are read."""
MOST_STRUCTURES = 100
"""Multiparts and mails within a mail. The standard parser nests a generator for each, so this bounds its depth."""
MOST_DIVIDERS = 2_000
"""Lines that may part a mail; each may become an object in memory."""
MOST_PARTS = 200
LONGEST_TEXT = 200_000
"""Letters of text or HTML that are looked at."""
MOST_IDS = 100
"""Message-IDs read from one header: the first ten and the latest of them."""
MOST_ADDRESSES = 100
LONGEST_LINE = 2_000
"""Letters of one header that is read as a sentence or as addresses."""
