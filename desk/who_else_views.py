"""Who else? Asking for everybody a mistake touched: from the mistake, or by a rule or a list alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from desk.customer_forms import usual_currency
from desk.customers_views import posted
from desk.doors import incident_to_see, person_of
from desk.sweep_page import earlier_of
from desk.who_else import form_for
from ground.worktime.now import now
from incidents.choices import Kind
from recovery.others import look_for_others, may_look
from refunds.models import Sweep
from refunds.refusals import RefundRefused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ground.accounts.models import Person
    from incidents.models import Incident

ABOUT_MONEY = (Kind.OVERCHARGE, Kind.WRONG_INVOICE)
METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@login_required
def from_incident(request: HttpRequest, reference: str) -> HttpResponse:
    incident, person = incident_to_see(request, reference), person_of(request)
    if not person.powers.money or incident.kind not in ABOUT_MONEY:
        raise Http404
    return _asked(request, person, incident)


@require_http_methods(METHODS)
@login_required
def without_incident(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if not person.powers.money:
        raise Http404
    return _asked(request, person, None)


def _asked(request: HttpRequest, person: Person, incident: Incident | None) -> HttpResponse:
    """The form, with what was looked for before; a good post is kept, and its page says how far it is."""
    if request.method == "POST" and not may_look(person):
        raise Http404
    instant = now()
    currency = incident.customer.currency if incident else usual_currency(person.zone)
    like = _like(request, person)
    form = form_for(posted(request), person=person, now=instant, currency=currency, incident=incident, like=like)
    if form.is_valid():
        try:
            sweep = look_for_others(**form.chosen(), incident=incident, by=person, now=instant)
            return redirect("desk:sweep", sweep.pk)
        except RefundRefused as refused:
            form.add_error(None, str(refused))
    context = {
        "incident": incident,
        "form": form,
        "may_ask": may_look(person),
        "earlier": earlier_of(person, incident, instant),
        "nav_key": "today" if incident else "customers",
    }
    return render(request, "desk/who_else.html", context)


def _like(request: HttpRequest, person: Person) -> Sweep | None:
    """An earlier search whose rule is to be changed."""
    wanted = request.GET.get("like", "")
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 18):
        return None
    return Sweep.objects.visible_to(person).select_related("rates__table").filter(pk=int(wanted)).first()
