"""How a promise sounds: the words of each language, and the days and times they name."""
