"""What all pages of a customer share: headers that keep them private, one answer to a link that opens nothing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ground.accounts.models import House
from updates.look import OURS, Look

from .forms import AskForm


def nothing(request: HttpRequest, form: AskForm | None = None, *, status: int = 404) -> HttpResponse:
    """The same bytes for every link that opens nothing, whatever was wrong with it."""
    return private(render(request, "statuspage/link_expired.html", with_house(form=form or AskForm()), status=status))


def with_house(**context: Any) -> dict[str, Any]:
    house = House.objects.first()
    return {"house_name": house.name if house else "", "look": Look.of(house) if house else OURS, **context}


def private(response: HttpResponse) -> HttpResponse:
    """Not kept by any cache, not told to any other site, not found by any search."""
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
