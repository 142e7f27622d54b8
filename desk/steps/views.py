"""A step of an incident: its page, its forms, its draft, opening it again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from desk.case_forms import ReasonForm
from desk.doors import incident_to_change, incident_to_see, person_of
from desk.opened import opened_at
from desk.showing import look, show_incident
from desk.steps import saving
from desk.steps.finish import opens_again
from desk.steps.page import beside, slots_of
from ground.worktime.now import now
from incidents.choices import Size, State
from incidents.progress import StepRefused, reopen_step
from incidents.steps import FIRST, LAST
from updates.instants import Reader

if TYPE_CHECKING:
    from django.http import HttpRequest

    from desk.steps.contract import Page

CHANGE = re.compile(r"([a-z0-9_]{1,40})-([0-9]{1,18})")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def step(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    _demand_a_step(number)
    if request.method == "POST":
        return _post(request, reference, number)
    page = look(request, incident_to_see(request, reference), number)
    asked = CHANGE.fullmatch(request.GET.get("change", ""))
    page.change = (asked[1], int(asked[2])) if asked else None
    return show_incident(request, page, here=number)


def _post(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    page = _to_write(request, reference, number)
    slots = slots_of(page, request.POST)
    outcome = saving.save(page, slots, request.POST)
    if outcome.shown_again:
        slots = outcome.slots or slots
        return show_incident(request, page, here=number, slots=slots, form=outcome.form, refused=outcome.refused)
    if outcome.said:
        messages.success(request, outcome.said)
    if outcome.finished:
        return redirect("desk:incident", reference)
    return redirect("desk:step", reference, number)


@require_POST
@login_required
def keep_draft(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Autosave: the words so far, nothing else."""
    _demand_a_step(number)
    page = _to_write(request, reference, number)
    if why := saving.keep(page, request.POST, begun=opened_at(request.POST)):
        return HttpResponse(why)
    saved = _("Saved %(time)s") % {"time": Reader.of_person(page.person).time(page.now)}
    return render(request, "desk/steps/saved.html", {"saved": saved, **beside(page, request.POST)})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reopen(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    _demand_a_step(number)
    incident = incident_to_change(request, reference)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            reopen_step(incident, number=number, reason=reason, by=person_of(request), now=now())
            return redirect("desk:step", reference, number)
        except StepRefused as refused:
            form.add_error(None, str(refused))
    heading = _("Open step %(number)s again") % {"number": number}
    text = opens_again(look(request, incident, number))
    context = {"incident": incident, "form": form, "heading": heading, "text": text, "label": heading}
    return render(request, "desk/ask.html", context | {"nav_key": "today"})


def _to_write(request: HttpRequest, reference: str, number: int) -> Page:
    """A step of an incident that is walked: no small one, none that is being checked, and no step they may not read."""
    page = look(request, incident_to_change(request, reference), number)
    walked = page.incident.state != State.CHECKING and page.incident.size != Size.SMALL
    if not (walked and page.may_read):
        raise Http404
    return page


def _demand_a_step(number: int) -> None:
    if not FIRST <= number <= LAST:
        raise Http404
