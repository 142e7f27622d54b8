"""The overcharge watch: its page, saying that a price has changed, adding a finding to an open mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.models import only_reads
from desk.doors import incident_to_change, person_of
from desk.watch_page import page_of, per_piece
from ground.text import LineField
from ground.worktime.now import now
from recovery.watching import take_findings
from refunds.models import Finding
from refunds.refusals import RefundRefused
from refunds.watch import dismiss

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

METHODS = ["GET", "HEAD", "POST"]


class DismissForm(forms.Form):
    why = LineField(
        max_length=300,
        label=gettext_lazy("Why is it not too much?"),
        help_text=gettext_lazy("For example: from 1 June they pay the new price, see their mail of 12 May."),
        error_messages={"required": gettext_lazy("Say why.")},
    )


@require_safe
@login_required
def show_watch(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if not person.powers.money:
        raise Http404
    context = {"page": page_of(person), "may_change": not only_reads(person), "nav_key": "today"}
    return render(request, "desk/watch.html", context)


@require_http_methods(METHODS)
@login_required
def dismiss_finding(request: HttpRequest, pk: int) -> HttpResponse:
    last, form = _finding(request, pk), DismissForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            dismiss(last, why=form.cleaned_data["why"], by=person_of(request), now=now())
            messages.success(request, _("Noted. These lines are not shown again."))
            return redirect("desk:watch")
        except RefundRefused as refused:
            form.add_error(None, str(refused))
    prices = {"billed": per_piece(last.billed, last.currency), "agreed": per_piece(last.agreed, last.currency)}
    return render(request, "desk/watch_dismiss.html", {"last": last, "form": form, "nav_key": "today", **prices})


@require_POST
@login_required
def add_finding(request: HttpRequest, pk: int, reference: str) -> HttpResponse:
    """To a mistake that is open already."""
    last, incident = _finding(request, pk), incident_to_change(request, reference)
    try:
        taken = take_findings(incident, last, by=person_of(request), now=now())
        words = _("Added. Tell them in the next update.") if taken else _("Somebody has seen to this meanwhile.")
        messages.success(request, words)
    except RefundRefused as refused:
        messages.error(request, str(refused))
        return redirect("desk:watch")
    return redirect("desk:incident", incident.reference)


def _finding(request: HttpRequest, pk: int) -> Finding:
    person = person_of(request)
    found = Finding.objects.visible_to(person).select_related("customer").filter(pk=pk).first()
    if found is None or only_reads(person):
        raise Http404
    return found
