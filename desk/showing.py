"""The incident as one person sees it now, with one of its steps in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from desk.doors import may_change, person_of
from desk.incident_page import page_of
from desk.steps.contract import Page
from desk.steps.page import step_context
from ground.accounts.models import Role
from ground.worktime.now import now
from incidents.choices import Size, State
from incidents.steps import LAST

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from desk.steps.slots import Slot
    from incidents.models import Incident


def look(request: HttpRequest, incident: Incident, number: int | None = None) -> Page:
    """One look at a step; at the one it stands at when none is named, at the last when all are finished."""
    number = number or incident.step_now or LAST
    return Page(incident, number, person_of(request), now(), may_change=may_change(incident))


def show_incident(
    request: HttpRequest, page: Page, *, here: int | None = None, slots: dict[str, Slot] | None = None, **more: Any
) -> HttpResponse:
    """`here` is the step that was asked for; `slots` its forms when they were posted."""
    shown = page_of(page, everything="all" in request.GET, strand=request.GET.get("story", ""))
    walked = shown["a_case"] and page.incident.state != State.CHECKING and page.incident.size != Size.SMALL
    context = {
        **shown,
        **(step_context(page, slots) if walked else {}),
        "walked": walked,
        "here": here,
        "is_manager": page.person.role == Role.MANAGER,
        "checking": page.incident.state == State.CHECKING,
        "nav_key": "today",
        "solid": page.incident.first_told_at is None or (shown["clock"] is not None and shown["clock"].tone == "late"),
        **more,
    }
    return render(request, "desk/incident.html", context)
