"""Who may open a page: one decorator, and what is not yours is not there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from .models import Person

View = Callable[..., HttpResponse]


def only_with(power: str) -> Callable[[View], View]:
    """For those whose role has a power (a field of Powers). Signed out: the sign-in page. Any other role: 404, as for
    an address that does not exist."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not getattr(me(request).powers, power):
                raise Http404
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return guard


administrators_only = only_with("administers")


def me(request: HttpRequest) -> Person:
    """The person who is signed in; 404 where nobody is."""
    if not isinstance(request.user, Person):
        raise Http404
    return request.user
