"""Settings of the house: its rhythm, the rhythms of customers who asked for their own, and the company."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from board import settings_words as words
from board.settings_forms import (
    CompanyForm,
    CustomerNameForm,
    HoldingForm,
    PhrasesForm,
    RhythmForm,
    SmallForm,
    WhyForm,
    attempt,
)
from customers.models import Customer
from ground.accounts.access import administrators_only, me, only_with
from ground.accounts.house import change_house
from ground.accounts.models import House, Person
from ground.worktime.now import now
from incidents.choices import Severity
from incidents.house_words import required_phrases, set_required_phrases
from incidents.models import Incident
from incidents.small import limit_units, set_limit
from updates import holding
from updates.cadence import follow_the_house, house_rhythm, set_own_rhythm, set_rhythm
from updates.models import Cadence
from updates.rhythm import rhythm_in

PAGE = 50
CUSTOMERS_OFFERED = 500


def only_to_change(request: HttpRequest) -> None:
    """Whoever reads the settings may open a page; only an administrator may send it."""
    if request.method == "POST" and not me(request).powers.administers:
        raise Http404


@only_with("settings")
@require_http_methods(["GET", "HEAD", "POST"])
def show_rhythm(request: HttpRequest) -> HttpResponse:
    only_to_change(request)
    person, instant, rhythms = me(request), now(), house_rhythm()
    form = RhythmForm(request.POST if request.method == "POST" else None, rhythms=rhythms)
    if request.method == "POST" and attempt(
        form, lambda: set_rhythm(rhythms=form.chosen(), by=person, now=instant, why=form.cleaned_data["why"])
    ):
        messages.success(request, _("Saved. It holds from the next notice or update on."))
        return redirect("board:settings")
    house = House.objects.select_related("calendar").get()
    page = Paginator(_with_own_rhythm(person), PAGE).get_page(request.GET.get("page"))
    context = {
        "tab": "rhythm",
        "form": form,
        "rows": _severity_rows(form, person),
        "may_change": person.powers.administers,
        "page": page,
        "own": [_own_row(customer) for customer in page.object_list],
        "ladder": words.ladder_rows(rhythms, house.calendar.hours(), instant),
        "history": words.changes_of("house", house.pk, "house.rhythm_set"),
    }
    return render(request, "board/settings_rhythm.html", context)


def _severity_rows(form: RhythmForm, person: Person) -> list[dict[str, object]]:
    """Each severity with its two fields, their values in words, and how many cases of it are open."""
    cases = Incident.objects.all() if person.powers.outline else Incident.objects.visible_to(person)
    counted = cases.open().order_by().values_list("severity").annotate(n=Count("pk"))
    open_now = dict(counted)
    return [
        {
            **row,
            "first_words": words.span_words(form.house[row["severity"]].first),
            "gap_words": words.span_words(form.house[row["severity"]].gap),
            "open": open_now.get(row["severity"].value, 0),
        }
        for row in form.rows()
    ]


def _customers(person: Person) -> QuerySet[Customer]:
    """An administrator meets customers by name only, and here no more is shown."""
    return Customer.objects.all() if person.powers.administers else Customer.objects.visible_to(person)


def _with_own_rhythm(person: Person) -> QuerySet[Customer]:
    own = Cadence.objects.filter(customer__isnull=False)
    found = _customers(person).filter(pk__in=own.order_by().values("customer")).order_by("name")
    return found.prefetch_related(Prefetch("cadences", queryset=own.order_by("pk")))


def _own_row(customer: Customer) -> dict[str, object]:
    rows = list(customer.cadences.all())
    lines = [f"{Severity(row.severity).label}: {words.rhythm_words(rhythm_in(row))}" for row in rows]
    return {"name": customer.name, "slug": customer.slug, "lines": lines, "asked_on": rows[0].asked_on}


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def find_customer(request: HttpRequest) -> HttpResponse:
    """The customer who asked for a rhythm of their own, by name."""
    form = CustomerNameForm(request.POST if request.method == "POST" else None)
    form.fields["name"].widget.attrs.update(list="customer-names", autocomplete="off")
    if request.method == "POST" and form.is_valid():
        found = Customer.objects.alike(form.cleaned_data["name"]).first()
        if found is not None:
            return redirect("board:own_rhythm", slug=found.slug)
        form.add_error("name", _("No customer has this name. Look for it in the list of customers."))
    names = Customer.objects.order_by("name").values_list("name", flat=True)[:CUSTOMERS_OFFERED]
    return render(request, "board/settings_customer.html", {"tab": "rhythm", "form": form, "names": names})


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def own_rhythm(request: HttpRequest, slug: str) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.prefetch_related("cadences"), slug=slug)
    rows = list(customer.cadences.all())
    own = {row.severity: rhythm_in(row) for row in rows}
    asked_on = rows[0].asked_on if rows else None
    form = RhythmForm(
        request.POST if request.method == "POST" else None,
        rhythms=house_rhythm(),
        own=own,
        initial={"asked_on": asked_on},
    )
    if request.method == "POST" and attempt(form, lambda: _set_own(request, customer, form)):
        messages.success(request, _("Saved. It holds from the next notice or update on."))
        return redirect("board:settings")
    return _own_page(request, customer, form, own=bool(own))


def _set_own(request: HttpRequest, customer: Customer, form: RhythmForm) -> bool:
    typed = form.cleaned_data
    return set_own_rhythm(
        customer, rhythms=form.chosen(), asked_on=typed["asked_on"], by=me(request), now=now(), why=typed["why"]
    )


def _own_page(
    request: HttpRequest, customer: Customer, form: RhythmForm, *, own: bool, drop: WhyForm | None = None
) -> HttpResponse:
    context = {
        "tab": "rhythm",
        "customer": customer,
        "form": form,
        "rows": form.rows(),
        "drop": (drop or WhyForm(prefix="drop")) if own else None,
        "wrong_form": drop or form,
        "history": words.changes_of("customer", customer.pk, "customer.rhythm_set", "customer.rhythm_dropped"),
    }
    return render(request, "board/settings_own.html", context)


@administrators_only
@require_POST
def drop_own_rhythm(request: HttpRequest, slug: str) -> HttpResponse:
    customer = get_object_or_404(Customer, slug=slug)
    form = WhyForm(request.POST, prefix="drop")
    if attempt(form, lambda: follow_the_house(customer, by=me(request), now=now(), why=form.cleaned_data["why"])):
        messages.success(request, _("%(name)s follows the house again.") % {"name": customer.name})
        return redirect("board:settings")
    own = {row.severity: rhythm_in(row) for row in customer.cadences.all()}
    return _own_page(request, customer, RhythmForm(rhythms=house_rhythm(), own=own), own=bool(own), drop=form)


@only_with("settings")
@require_http_methods(["GET", "HEAD", "POST"])
def show_small(request: HttpRequest) -> HttpResponse:
    only_to_change(request)
    house, units = House.objects.get(), limit_units()
    form = SmallForm(request.POST if request.method == "POST" else None, initial={"units": units})
    subject = ("house", house.pk)
    if request.method == "POST" and attempt(
        form, lambda: set_limit(**form.cleaned_data, by=me(request), now=now(), house=subject)
    ):
        messages.success(request, _("Saved. It holds for what is logged from now on."))
        return redirect("board:small")
    context = {
        "tab": "small",
        "form": form,
        "units": units,
        "may_change": me(request).powers.administers,
        "history": words.changes_of("house", house.pk, "house.small_limit"),
    }
    return render(request, "board/settings_small.html", context)


@only_with("settings")
@require_http_methods(["GET", "HEAD", "POST"])
def show_company(request: HttpRequest) -> HttpResponse:
    only_to_change(request)
    house = House.objects.select_related("calendar").get()
    begin = {name: getattr(house, name) for name in ("name", "zone", "language", "sender")}
    form = CompanyForm(
        request.POST if request.method == "POST" else None, initial={**begin, "calendar": house.calendar_id}
    )
    if request.method == "POST" and attempt(form, lambda: change_house(**form.cleaned_data, by=me(request), now=now())):
        messages.success(request, _("Saved. Letters written from now on carry it."))
        return redirect("board:company")
    context = {
        "tab": "company",
        "form": form,
        "house": house,
        "may_change": me(request).powers.administers,
        "history": words.changes_of("house", house.pk, "house.founded", "house.changed"),
    }
    return render(request, "board/settings_company.html", context)


@only_with("settings")
@require_http_methods(["GET", "HEAD", "POST"])
def show_holding(request: HttpRequest) -> HttpResponse:
    only_to_change(request)
    on = holding.are_on()
    form = HoldingForm(request.POST if request.method == "POST" else None, initial={"on": on})
    if request.method == "POST" and attempt(
        form, lambda: holding.switch(**form.cleaned_data, by=me(request), now=now())
    ):
        messages.success(request, _("Saved. It holds for what falls overdue from now on."))
        return redirect("board:holding")
    context = {
        "tab": "holding",
        "form": form,
        "on": on,
        "may_change": me(request).powers.administers,
        "history": words.changes_of("house", House.objects.values_list("pk", flat=True).get(), "house.holding_notes"),
    }
    return render(request, "board/settings_holding.html", context)


@only_with("settings")
@require_http_methods(["GET", "HEAD", "POST"])
def show_phrases(request: HttpRequest) -> HttpResponse:
    only_to_change(request)
    person, phrases = me(request), required_phrases()
    form = PhrasesForm(request.POST if request.method == "POST" else None, initial={"phrases": "\n".join(phrases)})
    if request.method == "POST" and attempt(form, lambda: _set_phrases(form, person)):
        messages.success(request, _("Saved. The check leaves these phrases alone."))
        return redirect("board:phrases")
    context = {
        "tab": "phrases",
        "form": form,
        "phrases": phrases,
        "may_change": person.powers.administers,
        "history": words.changes_of("house", House.objects.values_list("pk", flat=True).get(), "house.phrases_set"),
    }
    return render(request, "board/settings_phrases.html", context)


def _set_phrases(form: PhrasesForm, person: Person) -> bool:
    typed = form.cleaned_data
    return set_required_phrases(typed["phrases"].splitlines(), by=person, now=now(), why=typed["why"])
