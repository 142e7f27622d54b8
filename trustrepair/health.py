"""Whether the house is well, for machines (/healthz) and for the people who look after it (a banner)."""

from django.http import HttpRequest


def health_banner(request: HttpRequest) -> dict[str, list[str]]:
    """Sentences for managers and administrators; empty when all is well."""
    return {"health_banner": []}
