"""The incident: its page, its steps, what must stop now, its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.case_forms import (
    ChangeForm,
    ContainmentForm,
    EndCheckForm,
)
from desk.doors import incident_to_change, incident_to_see, may_change, person_of
from desk.incident_page import band
from desk.people import contacts_of
from desk.showing import look, show_incident
from desk.timeline import Story
from ground.decisions.refusals import DecisionRefused
from ground.worktime.now import now
from incidents.changing import ChangeRefused, rename
from incidents.containment import WORDS, ContainmentRefused, decide
from incidents.endings import EndingRefused
from recovery.checking import end_or_ask
from recovery.closing import give_the_check_more_time
from recovery.telling import reassess

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

    from incidents.models import Incident


@require_safe
@login_required
def show(request: HttpRequest, reference: str) -> HttpResponse:
    return show_incident(request, look(request, incident_to_see(request, reference)))


@require_safe
@login_required
def clock(request: HttpRequest, reference: str) -> HttpResponse:
    """The clock band anew, each minute."""
    incident, person, instant = incident_to_see(request, reference), person_of(request), now()
    story = Story(incident, instant, person.zone)
    shown = band(incident, contacts_of(incident), story, person, instant)
    context = {"incident": incident, "may_change": may_change(incident), **shown}
    return render(request, "desk/incident_band.html", context)


def _asked(request: HttpRequest, incident: Incident, form: forms.Form, template: str, **more: Any) -> HttpResponse:
    context = {"incident": incident, "form": form, "nav_key": "today", **more}
    return render(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: HttpRequest, reference: str) -> HttpResponse:
    incident, person, instant = incident_to_change(request, reference), person_of(request), now()
    initial = {"title": incident.title, "severity": incident.severity}
    form = ChangeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            rename(incident, title=form.cleaned_data["title"], by=person, now=instant)
            reassess(incident, severity=form.cleaned_data["severity"], by=person, now=instant)
            return redirect("desk:incident", reference)
        except ChangeRefused as refused:
            form.add_error(None, str(refused))
    return _asked(request, incident, form, "desk/ask.html", heading=_("Change it"), text="", label=_("Save"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def contain(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    incident, person = incident_to_change(request, reference), person_of(request)
    item = get_object_or_404(incident.containment, code=code)
    initial = {"state": item.state, "who": item.who, "by_at": item.by_at}
    form = ContainmentForm(request.POST or None, initial=initial, zone=person.zone)
    if request.method == "POST" and form.is_valid():
        try:
            decide(item, by=person, now=now(), **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("desk:incident", reference)
        except ContainmentRefused as refused:
            form.add_error(None, str(refused))
    return _asked(request, incident, form, "desk/ask.html", heading=str(WORDS[code]), text="", label=_("Save"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def finish_check(request: HttpRequest, reference: str) -> HttpResponse:
    incident, person = incident_to_change(request, reference), person_of(request)
    form = EndCheckForm(request.POST or None, incident=incident, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            waits = end_or_ask(incident, by=person, now=now(), **form.cleaned_data)
            messages.success(request, _("Asked. A manager decides it.") if waits else _("The check is ended."))
            return redirect("desk:incident", reference)
        except (EndingRefused, DecisionRefused) as refused:
            form.add_error(None, str(refused))
    text = _("If it was a mistake, tell the customer instead. “Not a mistake” and “no effect” need a manager’s yes.")
    return _asked(request, incident, form, "desk/ask.html", heading=_("End the check"), text=text, label=_("End it"))


@require_POST
@login_required
def more_time(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_to_change(request, reference)
    try:
        give_the_check_more_time(incident, by=person_of(request), now=now())
        messages.success(request, _("The check has four more working hours."))
    except EndingRefused as refused:
        messages.error(request, str(refused))
    return redirect("desk:incident", reference)
