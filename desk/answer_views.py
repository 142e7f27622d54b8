"""Seeing to what a customer said on their page."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from desk.doors import incident_to_change, person_of
from ground.worktime.now import now
from incidents.answering import see_to


@require_POST
@login_required
def seen_to(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    incident = incident_to_change(request, reference)
    answer = get_object_or_404(incident.answers, pk=pk)
    see_to(answer, by=person_of(request), now=now())
    messages.success(request, _("Seen to."))
    return redirect("desk:today") if request.POST.get("back") == "today" else redirect("desk:incident", reference)
