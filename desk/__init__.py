"""The account manager: today, log, the incident, write, call, customers, letters."""
