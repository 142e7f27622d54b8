"""People at a customer: adding, changing, leaving; and the number they give for trust."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.keeping import KeepingRefused, add_contact, change_contact, contact_left
from desk.customer_forms import ContactForm, TrustForm
from desk.customers_views import customer_to_change, posted
from desk.doors import person_of
from ground.worktime.now import now
from recovery.reading import record_and_tell
from trust.readings import ReadingRefused
from updates.clock_words import day_words

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from customers.models import Contact, Customer
    from ground.accounts.models import Person

EARLIER_SHOWN = 6


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add(request: HttpRequest, slug: str) -> HttpResponse:
    customer = customer_to_change(request, slug)
    form = ContactForm(posted(request))
    if form.is_valid():
        try:
            added = add_contact(customer, about=form.about(), by=person_of(request), now=now())
        except KeepingRefused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, _("%(name)s is here.") % {"name": added.name})
            return redirect("desk:customer", customer.slug)
    return render(request, "desk/contact_form.html", {"form": form, "customer": customer, "contact": None})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    customer, contact = _both(request, slug, pk)
    form = ContactForm(posted(request), contact=contact)
    if form.is_valid():
        try:
            changed = change_contact(contact, about=form.about(), by=person_of(request), now=now())
        except KeepingRefused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, _("%(name)s is changed.") % {"name": changed.name})
            return redirect("desk:customer", customer.slug)
    return render(request, "desk/contact_form.html", {"form": form, "customer": customer, "contact": contact})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def left(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Asks first: nothing is sent to them afterwards."""
    customer, contact = _both(request, slug, pk)
    if request.method != "POST":
        return render(request, "desk/contact_left.html", {"customer": customer, "contact": contact})
    try:
        contact_left(contact, by=person_of(request), now=now())
    except KeepingRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(name)s gets nothing from us any more.") % {"name": contact.name})
    return redirect("desk:customer", customer.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def trust(request: HttpRequest, slug: str) -> HttpResponse:
    person, customer, instant = person_of(request), customer_to_change(request, slug), now()
    form = TrustForm(posted(request), customer=customer, person=person, now=instant)
    if form.is_valid():
        try:
            _record(form, customer, person, instant)
        except ReadingRefused as refused:
            form.add_error("said_at", str(refused))
        else:
            values = {"value": form.cleaned_data["value"], "name": customer.name}
            messages.success(request, _("Trust %(value)s is recorded for %(name)s.") % values)
            return redirect("desk:customer", customer.slug)
    context = {"form": form, "customer": customer, "earlier": _earlier(customer, person, instant)}
    return render(request, "desk/record_trust.html", context)


def _both(request: HttpRequest, slug: str, pk: int) -> tuple[Customer, Contact]:
    customer = customer_to_change(request, slug)
    return customer, get_object_or_404(customer.contacts.here(), pk=pk)


def _record(form: TrustForm, customer: Customer, person: Person, instant: datetime) -> None:
    data = form.cleaned_data
    record_and_tell(
        customer=customer,
        value=data["value"],
        occasion=data["occasion"],
        said_at=data["said_at"],
        how=data["how"],
        why=data["why"],
        by=person,
        now=instant,
        **form.whose(),
    )


def _earlier(customer: Customer, person: Person, instant: datetime) -> list[dict[str, object]]:
    readings = customer.readings.select_related("contact").order_by("-said_at", "-pk")[:EARLIER_SHOWN]
    return [
        {
            "day": day_words(reading.said_at, instant, ZoneInfo(person.zone)),
            "value": reading.value,
            "who": reading.contact.greeting_name if reading.contact else _("our estimate"),
            "occasion": reading.get_occasion_display(),
        }
        for reading in readings
    ]
