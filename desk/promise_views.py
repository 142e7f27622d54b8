"""Promises: a new one, one and what has become of it, and the ledger of an incident or a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from desk.customers_views import customer_to_see
from desk.doors import incident_to_change, incident_to_see, may_change, person_of
from desk.ledger import ledger
from desk.moving import begin_letter
from desk.promise_forms import PromiseForm, SettleForm
from desk.promise_page import page_of
from desk.settling import settle
from ground.worktime.now import now
from incidents.choices import CLOCK_KINDS
from incidents.models import Incident, Promise
from incidents.promises import PromiseRefused, make_promise, refuse_the_clock
from updates.sending import told_zone
from updates.talking import TalkRefused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

BY_LETTER = "letter"


@require_safe
@login_required
def of_incident(request: HttpRequest, reference: str) -> HttpResponse:
    incident, person = incident_to_see(request, reference), person_of(request)
    shown = ledger(Promise.objects.filter(incident=incident), request.GET, person, now(), of=False)
    context = {"incident": incident, "may_change": may_change(incident), "nav_key": "today", **shown}
    return render(request, "desk/ledger.html", context)


@require_safe
@login_required
def of_customer(request: HttpRequest, slug: str) -> HttpResponse:
    customer, person = customer_to_see(request, slug), person_of(request)
    seen = Incident.objects.visible_to(person).filter(customer=customer).order_by().values("pk")
    shown = ledger(Promise.objects.filter(incident__in=seen), request.GET, person, now(), of=True)
    return render(request, "desk/ledger.html", {"customer": customer, "nav_key": "customers", **shown})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add(request: HttpRequest, reference: str) -> HttpResponse:
    incident, person, instant = incident_to_change(request, reference), person_of(request), now()
    form = PromiseForm(request.POST or None, incident=incident, zone=person.zone)
    if request.method == "POST" and form.is_valid():
        try:
            zone = told_zone([form.cleaned_data["to"]] if form.cleaned_data["to"] else [], incident)
            make_promise(incident, due_zone=zone, by=person, now=instant, **form.cleaned_data)
            messages.success(request, _("The promise is noted."))
            return redirect("desk:incident", reference)
        except PromiseRefused as refused:
            form.add_error(None, str(refused))
    context = {
        "incident": incident,
        "form": form,
        "nav_key": "today",
        "heading": _("Add a promise"),
        "text": _("To whom, what, and by when. It is kept exactly when it is done by then."),
        "label": _("Add the promise"),
    }
    return render(request, "desk/ask.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def show(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    find = incident_to_change if request.method == "POST" else incident_to_see
    incident, person, instant = find(request, reference), person_of(request), now()
    promise = get_object_or_404(incident.promises.select_related("to", "made_by", "incident"), pk=pk)
    form = _form(request, incident, promise)
    if request.method == "POST" and form.is_valid():
        try:
            if form.by_letter:
                return _by_letter(request, promise, form)
            messages.success(request, settle(promise, form.cleaned_data, by=person, now=instant))
            return redirect("desk:incident", reference)
        except (PromiseRefused, TalkRefused) as refused:
            form.add_error(None, str(refused))
    settles = may_change(incident) and promise.is_live and promise.kind not in CLOCK_KINDS
    context = {"incident": incident, "form": form, "settles": settles, "nav_key": "today"}
    return render(request, "desk/promise.html", {**context, **page_of(promise, person, instant)})


def _form(request: HttpRequest, incident: Incident, promise: Promise) -> SettleForm:
    posted = request.POST
    return SettleForm(
        posted or None,
        initial={"outcome": SettleForm.KEPT},
        by_letter=posted.get("act") == BY_LETTER and posted.get("outcome") == SettleForm.MOVED,
        incident=incident,
        zone=person_of(request).zone,
        to=promise.to_id or incident.speaker_id,
    )


def _by_letter(request: HttpRequest, promise: Promise, form: SettleForm) -> HttpResponse:
    """Two lines for the customer, which a person reads and signs; the date moves when they are sent."""
    refuse_the_clock(promise)
    due_at = form.cleaned_data["due_at"]
    if due_at <= now():
        raise PromiseRefused(_("That time has already passed. Pick a time after now."))
    begin_letter(request.session, promise, due_at=due_at, why=form.cleaned_data["why"])
    return redirect(f"{reverse('desk:update', args=[promise.incident.reference])}?moves={promise.pk}")
