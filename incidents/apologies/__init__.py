"""What an apology is made of and what undoes it, as data for each language; `incidents.apology` reads it."""
