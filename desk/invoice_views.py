"""Invoices and payments of a customer: reading them, and noting when one was paid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from desk.customers_views import customer_to_see, posted
from desk.doors import person_of
from desk.invoice_page import one_of, page_of
from ground.accounts.form_parts import DayField
from ground.text import LineField
from ground.worktime.now import now
from refunds.models import Invoice
from refunds.paid import note_paid
from refunds.refusals import RefundRefused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from customers.models import Customer
    from ground.accounts.models import Person


class PaidForm(forms.Form):
    """`was` is the day the person saw, so that nobody overwrites what another noted."""

    paid_on = DayField(label=gettext_lazy("They paid on"), help_text=gettext_lazy("The day the money reached us."))
    why = LineField(
        max_length=300,
        label=gettext_lazy("Where does this day stand?"),
        help_text=gettext_lazy("A bank statement, a mail, their word on the phone."),
        error_messages={"required": gettext_lazy("Say where this day stands.")},
    )
    was = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, invoice: Invoice, **kwargs: Any) -> None:
        self.seen = invoice.paid_on.isoformat() if invoice.paid_on else ""
        super().__init__(*args, **{**kwargs, "initial": {"paid_on": invoice.paid_on, "was": self.seen}})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.pop("was", "") != self.seen:
            raise ValidationError(_("Somebody noted another day meanwhile. Look at it again."), code="meanwhile")
        return cleaned


@require_safe
@login_required
def invoices(request: HttpRequest, slug: str) -> HttpResponse:
    customer = customer_to_see(request, slug)
    return render(request, "desk/invoices.html", {**page_of(customer, request), "customer": customer})


@require_safe
@login_required
def invoice(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    person, customer = person_of(request), customer_to_see(request, slug)
    page = one_of(_invoice(customer, pk), person, now(), request.GET.get("page", ""))
    return render(request, "desk/invoice.html", {**page, "customer": customer, "may_note": _may_note(person)})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def note_payment_day(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    person, instant = person_of(request), now()
    if not _may_note(person):
        raise Http404
    found = _invoice(customer_to_see(request, slug), pk)
    form, back = PaidForm(posted(request), invoice=found), reverse("desk:invoice", args=[slug, pk])
    if form.is_valid():
        today = instant.astimezone(ZoneInfo(person.zone)).date()
        try:
            note_paid(found, before=found.paid_on, by=person, now=instant, today=today, **form.cleaned_data)
            messages.success(request, _("Noted. The next sheet is reckoned with it."))
            return redirect(back)
        except RefundRefused as refused:
            form.add_error(None, str(refused))
    heading = _("When was %(number)s paid?") % {"number": found.number}
    text = _("Interest counts from this day. Sheets that were reckoned stay as they were.")
    context = {"form": form, "back": back, "heading": heading, "text": text, "label": _("Note the day")}
    return render(request, "desk/price_form.html", context)


def _invoice(customer: Customer, pk: int) -> Invoice:
    return get_object_or_404(Invoice, pk=pk, customer=customer)


def _may_note(person: Person) -> bool:
    """Whoever handles money; finance knows best what came in."""
    return person.powers.money and person.powers.writes
