"""Price lists and agreed prices: reading them, agreeing, correcting, taking away, and who buys by which list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from desk.customers_views import customer_to_change, customer_to_see, posted
from desk.doors import person_of
from desk.price_forms import BuysByForm, CorrectForm, DayForm, NewListForm, PriceForm, WhyForm
from desk.price_page import buyers, lists, page_of
from desk.watch_page import per_piece
from ground.worktime.now import now
from refunds.choices import PricingDate
from refunds.correcting import choose_list, correct_price, count_by, owner_of, put_price, take_away
from refunds.intake.finding import may_import
from refunds.models import AgreedPrice, CustomerPriceList, CustomerPricing, PriceList
from refunds.price_lists import make_price_list, priced_by
from refunds.refusals import RefundRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from ground.accounts.models import Person
    from refunds.agreeing import Owner

METHODS = ["GET", "HEAD", "POST"]


@require_safe
@login_required
def price_lists(request: HttpRequest) -> HttpResponse:
    person = _reader(request)
    return render(request, "desk/price_lists.html", {"lists": lists(), "may_change": may_import(person)})


@require_safe
@login_required
def price_list(request: HttpRequest, pk: int) -> HttpResponse:
    person, found = _reader(request), get_object_or_404(PriceList, pk=pk)
    context = {**page_of(found, request, person, now()), **buyers(found, person), "list": found}
    return render(request, "desk/price_list.html", {**context, "may_change": may_import(person)})


@require_safe
@login_required
def customer_prices(request: HttpRequest, slug: str) -> HttpResponse:
    person, customer = person_of(request), customer_to_see(request, slug)
    row = CustomerPriceList.objects.select_related("price_list").filter(customer=customer).first()
    context = {
        **page_of(customer, request, person, now()),
        "customer": customer,
        "list": row.price_list if row else None,
        "counts": priced_by(customer).label,
        "may_change": may_import(person),
    }
    return render(request, "desk/customer_prices.html", context)


@require_http_methods(METHODS)
@login_required
def new_list(request: HttpRequest) -> HttpResponse:
    person = _changer(request)
    form = NewListForm(posted(request))

    def act() -> str:
        make_price_list(by=person, now=now(), **form.cleaned_data)
        return _("The list is there. Put its prices on it, or import them.")

    text = _("Its prices hold for every customer who buys by it.")
    here = reverse("desk:price_lists")
    return _asked(request, form, act, heading=_("New price list"), text=text, label=_("Make the list"), back=here)


@require_http_methods(METHODS)
@login_required
def put_on_list(request: HttpRequest, pk: int) -> HttpResponse:
    _changer(request)
    return _put(request, get_object_or_404(PriceList, pk=pk))


@require_http_methods(METHODS)
@login_required
def agree_with_customer(request: HttpRequest, slug: str) -> HttpResponse:
    return _put(request, customer_to_change(request, slug))


@require_http_methods(METHODS)
@login_required
def day_of_list(request: HttpRequest, pk: int) -> HttpResponse:
    person, found = _changer(request), get_object_or_404(PriceList, pk=pk)
    form = DayForm(posted(request), initial={"priced_by": found.priced_by})

    def act() -> str:
        count_by(found, priced_by=PricingDate(form.cleaned_data["priced_by"]), by=person, now=now())
        return _("Noted. What was billed is compared again.")

    text = _("It holds for everybody who buys by this list and has no way of their own.")
    here = reverse("desk:price_list", args=[pk])
    return _asked(request, form, act, heading=found.name, text=text, label=_("Save"), back=here)


@require_http_methods(METHODS)
@login_required
def buys_by(request: HttpRequest, slug: str) -> HttpResponse:
    customer = customer_to_change(request, slug)
    known = {
        "price_list": CustomerPriceList.objects.filter(customer=customer).values_list("price_list", flat=True).first(),
        "priced_by": CustomerPricing.objects.filter(customer=customer).values_list("priced_by", flat=True).first(),
    }
    form = BuysByForm(posted(request), initial=known)

    def act() -> str:
        day = form.cleaned_data["priced_by"]
        choose_list(
            customer=customer,
            price_list=form.cleaned_data["price_list"],
            priced_by=PricingDate(day) if day else None,
            by=person_of(request),
            now=now(),
        )
        return _("Noted. What was billed is compared again.")

    heading, text = _("The list %(name)s buys by") % {"name": customer.name}, ""
    here = reverse("desk:customer_prices", args=[slug])
    return _asked(request, form, act, heading=heading, text=text, label=_("Save"), back=here)


@require_http_methods(METHODS)
@login_required
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    price = _price(request, pk)
    form = CorrectForm(posted(request), price=price)

    def act() -> str:
        correct_price(price, by=person_of(request), now=now(), **form.cleaned_data)
        return _("Corrected. What was billed is compared again.")

    heading = _("Correct the price of %(item)s") % {"item": price.item}
    text = _("On file is %(price)s. If a new price was agreed, add it with its day; this is for what was never so.")
    text %= {"price": per_piece(price.unit_price, price.currency)}
    return _asked(request, form, act, heading=heading, text=text, label=_("Correct it"), back=_back(owner_of(price)))


@require_http_methods(METHODS)
@login_required
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    price = _price(request, pk)
    form = WhyForm(posted(request))

    def act() -> str:
        take_away(price, why=form.cleaned_data["why"], by=person_of(request), now=now())
        return _("Taken away. The history keeps it.")

    heading = _("Take away the price of %(item)s") % {"item": price.item}
    text = _("The price before it, if only this one ended it, goes on.")
    label, back = _("Take it away"), _back(owner_of(price))
    return _asked(request, form, act, heading=heading, text=text, label=label, back=back)


def _put(request: HttpRequest, owner: Owner) -> HttpResponse:
    form = PriceForm(posted(request), owner=owner)

    def act() -> str:
        known = {"currency": owner.currency, **form.cleaned_data}
        put_price(owner=owner, by=person_of(request), now=now(), **known)
        return _("Agreed. What was billed is compared with it.")

    heading = _("A price for %(name)s") % {"name": owner.name}
    text = _("It takes the place of the price before it from its day on.")
    return _asked(request, form, act, heading=heading, text=text, label=_("Put it down"), back=_back(owner))


def _asked(request: HttpRequest, form: forms.Form, act: Callable[[], str], *, back: str, **words: Any) -> HttpResponse:
    """One form, one verb; what the verb refuses stands in the form."""
    if form.is_valid():
        try:
            messages.success(request, act())
            return redirect(back)
        except RefundRefused as refused:
            form.add_error(None, str(refused))
    return render(request, "desk/price_form.html", {"form": form, "back": back, **words})


def _back(owner: Owner) -> str:
    if isinstance(owner, PriceList):
        return reverse("desk:price_list", args=[owner.pk])
    return reverse("desk:customer_prices", args=[owner.slug])


def _price(request: HttpRequest, pk: int) -> AgreedPrice:
    """One price the person may change: of a customer of theirs, or of a list."""
    _changer(request)
    price = get_object_or_404(AgreedPrice.objects.select_related("customer", "price_list"), pk=pk)
    if price.customer is not None:
        customer_to_change(request, price.customer.slug)
    return price


def _reader(request: HttpRequest) -> Person:
    person = person_of(request)
    if not person.powers.money:
        raise Http404
    return person


def _changer(request: HttpRequest) -> Person:
    """Lists are changed by those who bring prices in."""
    person = person_of(request)
    if not may_import(person):
        raise Http404
    return person
