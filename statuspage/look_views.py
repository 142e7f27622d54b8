"""The colour of the house for the pages of its customers: a stylesheet, since they allow no other style."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ground.colours import is_readable, shades

A_YEAR = 365 * 24 * 3600


@require_safe
def look(request: HttpRequest, digits: str) -> HttpResponse:
    """Made of the colour in its address alone, so that it can be kept for ever; it knows nobody."""
    colour = f"#{digits}"
    if not is_readable(colour):
        raise Http404
    response = render(request, "statuspage/look.css", {"shades": shades(colour)}, content_type="text/css")
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response
