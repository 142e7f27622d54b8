"""Who else? From a mistake about money to everybody else it touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desk.doors import incident_to_see, person_of
from desk.who_else import RuleForm, found_by, known
from incidents.choices import Kind

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ABOUT_MONEY = (Kind.OVERCHARGE, Kind.WRONG_INVOICE)


@require_safe
@login_required
def who_else(request: HttpRequest, reference: str) -> HttpResponse:
    """The rule stands in the address, so that it can be sent to a colleague: each finds their own customers."""
    incident, person = incident_to_see(request, reference), person_of(request)
    if not person.powers.money or incident.kind not in ABOUT_MONEY:
        raise Http404
    begins = known(incident)
    asked = request.GET if "item" in request.GET else begins if begins["item"] else None
    form = RuleForm(asked, initial=begins, currency=incident.customer.currency)
    found = found_by(form.rule(), besides=incident.customer, person=person) if asked and form.is_valid() else None
    context = {"incident": incident, "form": form, "found": found, "nav_key": "today"}
    return render(request, "desk/who_else.html", context)
