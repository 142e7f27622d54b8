"""The private self-check: every view reads and writes the rows of whoever asks, and nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.customers_views import customer_to_change, posted
from desk.doors import person_of
from desk.trust_forms import QUESTIONS, SelfCheckForm
from ground.worktime.now import now
from trust.models import SELF_CHECK, SelfCheck
from trust.self_check import SelfCheckRefused, delete_self_check, delete_self_checks, keep_self_check
from updates.clock_words import day_words

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from ground.accounts.models import Person

AT_MOST = 100


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def check(request: HttpRequest, slug: str) -> HttpResponse:
    person, customer, instant = person_of(request), customer_to_change(request, slug), now()
    last = SelfCheck.objects.of(person).filter(customer=customer).first()
    form = SelfCheckForm(posted(request), last=_last_time(last, person, instant))
    if form.is_valid():
        try:
            line = form.cleaned_data["line"]
            keep_self_check(author=person, customer=customer, scores=form.scores(), line=line, now=instant)
        except SelfCheckRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It is kept, for you alone."))
            return redirect("desk:self_checks")
    context = {"form": form, "customer": customer, "last": last}
    return render(request, "desk/self_check.html", context)


def _last_time(last: SelfCheck | None, person: Person, instant: datetime) -> dict[str, str]:
    if last is None:
        return {}
    day = day_words(last.made_at, instant, ZoneInfo(person.zone))
    return {
        name: _("Last time %(value)s, on %(day)s.") % {"value": getattr(last, name), "day": day}
        for name in SELF_CHECK
        if getattr(last, name) is not None
    }


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The asker's own, newest first; nothing adds them up."""
    person, instant = person_of(request), now()
    rows = SelfCheck.objects.of(person).select_related("customer")[:AT_MOST]
    shown = [_row(row, person, instant) for row in rows]
    return render(request, "desk/self_checks.html", {"rows": shown})


def _row(row: SelfCheck, person: Person, instant: datetime) -> dict[str, Any]:
    scores = ((str(QUESTIONS[name][0]), getattr(row, name)) for name in SELF_CHECK)
    return {
        "pk": row.pk,
        "customer": row.customer.name,
        "day": day_words(row.made_at, instant, ZoneInfo(person.zone)),
        "scores": [(label, value if value is not None else "–") for label, value in scores],
        "line": row.line,
    }


@require_POST
@login_required
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    if not delete_self_check(pk, by=person_of(request)):
        raise Http404
    messages.success(request, _("It is gone."))
    return redirect("desk:self_checks")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete_all(request: HttpRequest) -> HttpResponse:
    """Asks first: they do not come back."""
    person = person_of(request)
    if request.method != "POST":
        return render(request, "desk/self_checks_delete.html", {"many": SelfCheck.objects.of(person).count()})
    gone = delete_self_checks(by=person)
    messages.success(request, ngettext("%(n)d self-check is gone.", "%(n)d self-checks are gone.", gone) % {"n": gone})
    return redirect("desk:self_checks")
