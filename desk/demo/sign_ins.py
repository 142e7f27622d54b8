"""Who may sign in to the demo: for the sign-in page and the terminal, only with DEMO=1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import resolve_url

from desk.demo.cast import PASSWORD
from ground.accounts.models import Person

if TYPE_CHECKING:
    from django.http import HttpRequest

SHOWN = (
    "John Reyes",
    "Dana Whitfield",
    "Ruth Adeyemi",
    "Amelia Clarke",
    "Grace Kim",
    "Hugo Lindqvist",
    "Ana Petrova",
    "Sam Okafor",
)


def sign_ins() -> list[dict[str, str]]:
    """Name, email and role of one person for every way of looking at the product, in the order of the story."""
    found = {person.name: person for person in Person.objects.filter(name__in=SHOWN, is_active=True)}
    return [
        {"name": name, "email": found[name].email, "role": str(found[name].get_role_display())}
        for name in SHOWN
        if name in found
    ]


def for_the_sign_in_page(request: HttpRequest) -> dict[str, Any]:
    """Context of the sign-in page; asks nothing on any other page, and nothing outside the demo."""
    if not settings.DEMO or request.path != resolve_url(settings.LOGIN_URL):
        return {}
    return {"demo_sign_ins": sign_ins(), "demo_password": PASSWORD}
