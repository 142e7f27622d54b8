"""The refund of an incident: its page, and one small form for each act on it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from desk.doors import incident_to_see, may_change, person_of
from desk.refund_forms import AskForm, OnAccountForm, PaymentForm, SumForm
from desk.refund_page import money, page_of
from ground.decisions.refusals import DecisionRefused
from ground.money.amounts import AmountRefused
from ground.worktime.now import now
from recovery.refunding import NOTHING_OWED, ask_on_account, ask_to_approve, pay_back, refund_of, set_refund
from refunds.paying import open_on_account
from refunds.refusals import RefundRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from incidents.models import Incident

REFUSALS = (RefundRefused, DecisionRefused, AmountRefused)
METHODS = ["GET", "HEAD", "POST"]


@require_safe
@login_required
def show(request: HttpRequest, reference: str) -> HttpResponse:
    incident = door(request, reference, change=False)
    page = page_of(incident, person_of(request), now())
    return render(request, "desk/refund.html", {**page, "may_change": may_handle(request, incident)})


@require_http_methods(METHODS)
@login_required
def type_sum(request: HttpRequest, reference: str) -> HttpResponse:
    incident = door(request, reference)
    form = SumForm(request.POST or None, currency=currency_of(incident))
    text = _("A new sum is a new version. Somebody else has to approve it, even if the one before was approved.")

    def act() -> str:
        set_refund(incident, by=person_of(request), now=now(), **form.cleaned_data)
        return _("The sum is set. Ask for approval next.")

    return asked_by(request, incident, form, act, heading=_("What we owe them"), text=text, label=_("Set the sum"))


@require_http_methods(METHODS)
@login_required
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    incident = door(request, reference)
    form, refund = AskForm(request.POST if request.method == "POST" else None), refund_of(incident)
    rest = money(refund.balance) if refund and refund.balance is not None else ""
    text = _("A manager or finance decides it, never you. They approve exactly this sum.")

    def act() -> str:
        ask_to_approve(incident, reason=form.cleaned_data["reason"], by=person_of(request), now=now())
        return _("Asked. You get a letter when it is decided.")

    heading = _("Ask for approval of %(sum)s") % {"sum": rest} if rest else _("Ask for approval")
    return asked_by(request, incident, form, act, heading=heading, text=text, label=_("Ask for approval"))


@require_http_methods(METHODS)
@login_required
def on_account(request: HttpRequest, reference: str) -> HttpResponse:
    incident = door(request, reference)
    form = OnAccountForm(request.POST or None, currency=currency_of(incident))
    text = _("Giving back a first part early says more than a letter. It needs a yes of its own.")

    def act() -> str:
        ask_on_account(incident, by=person_of(request), now=now(), **form.cleaned_data)
        return _("Asked. You get a letter when it is decided.")

    return asked_by(
        request, incident, form, act, heading=_("Pay a first part"), text=text, label=_("Ask to pay it on account")
    )


@require_http_methods(METHODS)
@login_required
def note_payment(request: HttpRequest, reference: str) -> HttpResponse:
    incident = door(request, reference)
    refund = refund_of(incident)
    open_ones = open_on_account(refund) if refund else []
    today = now().astimezone(ZoneInfo(person_of(request).zone)).date()
    initial = {"value_on": today}
    form = PaymentForm(request.POST or None, initial=initial, currency=currency_of(incident), on_account=open_ones)
    text = _("Note what has gone out. The product moves no money itself.")

    def act() -> str:
        paid = pay_back(incident, by=person_of(request), now=now(), **form.paid())
        return _("%(sum)s is noted as paid.") % {"sum": money(paid.amount)}

    return asked_by(request, incident, form, act, heading=_("Note a payment"), text=text, label=_("Note the payment"))


def asked_by(
    request: HttpRequest,
    incident: Incident,
    form: forms.Form,
    act: Callable[[], str],
    *,
    heading: str,
    text: str,
    label: str,
    back: str = "",
) -> HttpResponse:
    """Show the form, or do what it asks and go back to the refund, or to `back`; a refusal stands above the form."""
    back = back or reverse("desk:refund", args=[incident.reference])
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, act())
            return redirect(back)
        except REFUSALS as refused:
            form.add_error(None, str(refused))
    context = {"incident": incident, "form": form, "nav_key": "today", "back": back}
    return render(request, "desk/ask.html", {**context, "heading": heading, "text": text, "label": label})


def door(request: HttpRequest, reference: str, *, change: bool = True) -> Incident:
    """Whoever sees the case and its money; to change it, whoever may change the case, and finance."""
    incident = incident_to_see(request, reference)
    if not person_of(request).powers.money or (change and not may_handle(request, incident)):
        raise Http404
    return incident


def may_handle(request: HttpRequest, incident: Incident) -> bool:
    person = person_of(request)
    if incident.ending in NOTHING_OWED or not (person.powers.money and person.powers.writes):
        return False
    return person.powers.decides or may_change(incident)


def currency_of(incident: Incident) -> str:
    refund = refund_of(incident)
    return refund.currency if refund else incident.customer.currency
