"""People at a customer: adding, changing, leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.keeping import KeepingRefused, add_contact, change_contact, contact_left
from desk.customer_forms import ContactForm
from desk.customers_views import customer_to_change, posted
from desk.doors import person_of
from ground.worktime.now import now

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from customers.models import Contact, Customer


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


def _both(request: HttpRequest, slug: str, pk: int) -> tuple[Customer, Contact]:
    customer = customer_to_change(request, slug)
    return customer, get_object_or_404(customer.contacts.here(), pk=pk)
