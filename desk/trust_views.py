"""What somebody at a customer said in numbers, or never wants to hear again: writing it down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from customers.never_again import NeverAgainRefused, add_never_again, remove_never_again
from desk.customers_views import customer_to_change, posted
from desk.doors import REFERENCE, person_of
from desk.trust_forms import ElementsForm, NeverAgainForm, RemoveForm, TrustForm
from ground.worktime.now import now
from incidents.models import FIRST_NUMBER
from recovery.reading import record_and_tell
from trust.asking import NotNow
from trust.elements import ElementsRefused, record_elements
from trust.models import Asked
from trust.questions import ask_again, decline, may_ask_elements_of
from trust.readings import ReadingRefused
from updates.clock_words import day_words

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from customers.models import Customer
    from ground.accounts.models import Person

EARLIER_SHOWN = 6


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def record(request: HttpRequest, slug: str) -> HttpResponse:
    person, customer, instant = person_of(request), customer_to_change(request, slug), now()
    form = TrustForm(posted(request), customer=customer, person=person, now=instant, initial=_about(request))
    if form.is_valid():
        try:
            _record(form, customer, person, instant)
        except ReadingRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            values = {"value": form.cleaned_data["value"], "name": customer.name}
            messages.success(request, _("Trust %(value)s is recorded for %(name)s.") % values)
            return _back(form, customer)
    context = {"form": form, "customer": customer, "earlier": _earlier(customer, person, instant)}
    return render(request, "desk/record_trust.html", context)


def _about(request: HttpRequest) -> dict[str, Any]:
    """The mistake whose page the person came from."""
    found = REFERENCE.fullmatch(request.GET.get("about", ""))
    return {"about": int(found[1]) - FIRST_NUMBER} if found else {}


def _record(form: TrustForm, customer: Customer, person: Person, instant: datetime) -> None:
    data = form.cleaned_data
    record_and_tell(
        customer=customer,
        value=data["value"],
        occasion=data["occasion"],
        said_at=data["said_at"],
        how=data["how"],
        why=data["why"],
        incident=data["about"],
        by=person,
        now=instant,
        **form.whose(),
    )


def _back(form: TrustForm, customer: Customer) -> HttpResponse:
    incident = form.cleaned_data["about"]
    return redirect("desk:incident", incident.reference) if incident else redirect("desk:customer", customer.slug)


def _earlier(customer: Customer, person: Person, instant: datetime) -> list[dict[str, object]]:
    readings = customer.readings.select_related("contact").order_by("-said_at", "-pk")[:EARLIER_SHOWN]
    return [
        {
            "day": day_words(reading.said_at, instant, ZoneInfo(person.zone)),
            "value": reading.value,
            "who": reading.contact.greeting_name if reading.contact else _("our estimate"),
            "how": reading.get_how_display() if reading.how else "",
            "occasion": reading.get_occasion_display(),
        }
        for reading in readings
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def elements(request: HttpRequest, slug: str) -> HttpResponse:
    """The five elements as somebody there told us; whoever declined is offered the way back, and nothing else."""
    person, customer, instant = person_of(request), customer_to_change(request, slug), now()
    form = ElementsForm(posted(request), customer=customer, person=person, now=instant)
    if form.is_valid():
        contact, data = form.people[form.cleaned_data["contact"]], form.cleaned_data
        try:
            record_elements(contact, form.scores(), instant, person, words=data["words"], said_at=data["said_at"])
        except ElementsRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("What %(name)s says is recorded.") % {"name": contact.greeting_name})
            return redirect("desk:customer", customer.slug)
    not_now = may_ask_elements_of(customer, now=instant)
    people = [(contact, not_now.get(contact.pk)) for contact in form.people.values()]
    context = {"form": form, "customer": customer, "people": people, "declined": NotNow.DECLINED}
    return render(request, "desk/elements.html", context)


@require_POST
@login_required
def decline_elements(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """They do not want to be asked again, or, with `again`, they do."""
    customer = customer_to_change(request, slug)
    contact = get_object_or_404(customer.contacts.here(), pk=pk)
    if "again" in request.POST:
        ask_again(contact, about=Asked.ELEMENTS, by=person_of(request), now=now())
        words = _("%(name)s may be asked again.")
    else:
        decline(contact, about=Asked.ELEMENTS, by=person_of(request), now=now())
        words = _("%(name)s is not asked these five questions again.")
    messages.success(request, words % {"name": contact.greeting_name})
    return redirect("desk:elements", customer.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add_words(request: HttpRequest, slug: str) -> HttpResponse:
    """Something they must never hear from us again."""
    customer = customer_to_change(request, slug)
    form = NeverAgainForm(posted(request), customer=customer)
    if form.is_valid():
        try:
            add_never_again(customer, by=person_of(request), now=now(), **form.cleaned_data)
        except NeverAgainRefused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, _("It is kept. Whoever rings them sees it first."))
            return redirect("desk:customer", customer.slug)
    return render(request, "desk/never_again.html", {"form": form, "customer": customer, "row": None})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def remove_words(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    customer = customer_to_change(request, slug)
    row = get_object_or_404(customer.never_again_words, pk=pk)
    if row.removed_at is not None:
        messages.success(request, _("It was taken away already."))
        return redirect("desk:customer", customer.slug)
    form = RemoveForm(posted(request))
    if form.is_valid():
        try:
            remove_never_again(row, reason=form.cleaned_data["reason"], by=person_of(request), now=now())
        except NeverAgainRefused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, _("It is taken away. The words and your reason stay on record."))
            return redirect("desk:customer", customer.slug)
    return render(request, "desk/never_again.html", {"form": form, "customer": customer, "row": row})
