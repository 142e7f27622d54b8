"""Files of invoice lines and agreed prices: read, checked row by row in the background, and in all or not at all."""
