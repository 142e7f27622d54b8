"""The demo's story: a company, its people and customers, and what went wrong with them."""
