"""The letters page, one letter, and the letter as a mail program shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csp.decorators import csp_replace, csp_update
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from desk import letters
from desk.doors import person_of
from ground.worktime.now import now
from updates.choices import RecipientState, UpdateKind
from updates.models import Recipient

if TYPE_CHECKING:
    from django.db.models import QuerySet

PAGE = 30
TO_US = "us"
NOTHING_BUT_STYLE = {
    "default-src": ["'none'"],
    "script-src": None,
    "style-src": ["'unsafe-inline'"],
    "font-src": None,
    "connect-src": None,
    "form-action": ["'none'"],
    "img-src": None,
    "frame-ancestors": ["'self'"],
    "sandbox": True,
}


@require_safe
@login_required
def list_letters(request: HttpRequest) -> HttpResponse:
    person, instant = person_of(request), now()
    to_us = request.GET.get("to") == TO_US
    state, kind = _asked(request, "state", RecipientState.values), _asked(request, "kind", UpdateKind.values)
    found: QuerySet[Any] = letters.sent_to(person) if to_us else letters.sent_to_customers(person)
    if not to_us:
        found = found.filter(**{"state": state} if state else {}, **{"update__kind": kind} if kind else {})
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows_of = letters.rows_of_letters if to_us else letters.rows_of_copies
    rows = rows_of(list(page), instant, person.zone)
    context = {
        "page": page,
        "rows": rows,
        "to_us": to_us,
        "state": state,
        "kind": kind,
        "states": RecipientState.choices,
        "kinds": UpdateKind.choices,
        "view": "us" if to_us else "sent",
        "counts": letters.counts_of_views(person),
    }
    return render(request, "desk/letters.html", context)


def _asked(request: HttpRequest, name: str, known: list[str]) -> str:
    """What was chosen in a filter; anything unknown means all."""
    value = request.GET.get(name, "")
    return value if value in known else ""


@require_safe
@login_required
@csp_update({"frame-src": ["'self'"]})
def show_letter(request: HttpRequest, pk: int) -> HttpResponse:
    person, instant = person_of(request), now()
    letter = letters.letter_to_read(person, pk)
    if letter is None:
        raise Http404
    copies = Recipient.objects.filter(letter_id=pk).select_related("update__incident", "update__author", "contact")
    copy, came = copies.first(), letters.what_came_of([pk]).get(pk, "")
    context = {
        "letter": letter,
        "copy": copy,
        "state": letters.state_of_copy(copy, came)[2] if copy else capfirst(letter.get_state_display()),
        "plain": letters.plain_text(letter),
        "has_html": bool(letters.html(letter)),
        "way": letters.way(letter, instant, person.zone),
        "nav_key": "letters",
    }
    return render(request, "desk/letter.html", context)


@require_safe
@login_required
@xframe_options_sameorigin
@csp_replace(NOTHING_BUT_STYLE)
def letter_as_seen(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes that were sent, in a frame that can run, load and submit nothing."""
    letter = letters.letter_to_read(person_of(request), pk)
    if letter is None:
        raise Http404
    return HttpResponse(letters.html(letter))
