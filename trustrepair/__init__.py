"""The roof: settings, urls, celery and system checks; no domain word lives here."""
