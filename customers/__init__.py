"""Who was wronged: customers, contacts."""
