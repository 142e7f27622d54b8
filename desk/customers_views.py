"""Customers: the list, one customer, adding and changing; names for those who report a mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, F, OuterRef, Subquery
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from customers.assigning import may_add
from customers.keeping import KeepingRefused, add_customer, change_customer
from customers.models import Customer, only_reads
from desk.customer_forms import CustomerForm
from desk.customer_page import page_of
from desk.doors import person_of
from ground.worktime.now import now
from incidents.choices import State
from incidents.models import Incident
from recovery.others import may_look
from refunds.intake.finding import may_import
from trust.models import Reading, Whose
from updates.rows import clock_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse, QueryDict

    from ground.accounts.models import Person

ON_A_PAGE = 50
NAMES_OFFERED = 12
LONGEST_QUESTION = 100


@require_safe
@login_required
def customers(request: HttpRequest) -> HttpResponse:
    """Those whose clock runs first, soonest first; then the others by name."""
    person, instant = person_of(request), now()
    asked = _asked(request)
    mine = Customer.objects.visible_to(person)
    rows = _by_clock(mine.named(asked) if asked else mine).select_related("account_manager")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    _fill(page.object_list, person, instant)
    context = {
        "page": page,
        "asked": asked,
        "any": bool(page.paginator.count) or (bool(asked) and mine.exists()),
        "may_add": may_add(person),
        "may_import": may_import(person),
        "may_ask": may_look(person),
        "many": person.role != "account_manager",
    }
    return render(request, "desk/customers.html", context)


@require_safe
@login_required
def customer(request: HttpRequest, slug: str) -> HttpResponse:
    person, instant = person_of(request), now()
    found = customer_to_see(request, slug)
    context = {
        "customer": found,
        "may_write": not only_reads(person),
        "zone_words": found.zone.replace("_", " "),
        "since": found.created_at.astimezone(ZoneInfo(person.zone)),
        **page_of(found, person, instant, near=request.GET.get("zoom") == "90"),
    }
    return render(request, "desk/customer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if not may_add(person):
        raise Http404
    form = CustomerForm(posted(request), person=person)
    if form.is_valid():
        try:
            added = add_customer(about=form.about(), by=person, now=now())
        except KeepingRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            values = {"name": added.name, "person": added.account_manager.name}
            messages.success(request, _("%(name)s is here, with %(person)s.") % values)
            return _to_page_or_list(person, added)
    return render(request, "desk/customer_form.html", {"form": form, "customer": None})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: HttpRequest, slug: str) -> HttpResponse:
    person, found = person_of(request), customer_to_change(request, slug)
    form = CustomerForm(posted(request), person=person, customer=found)
    if form.is_valid():
        try:
            changed = change_customer(found, about=form.about(), by=person, now=now())
        except KeepingRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, _("%(name)s is changed.") % {"name": changed.name})
            return _to_page_or_list(person, changed)
    return render(request, "desk/customer_form.html", {"form": form, "customer": found})


@require_safe
@login_required
def names(request: HttpRequest) -> HttpResponse:
    """Names only, for anybody who reports a mistake; nothing for less than two letters."""
    asked = _asked(request)
    found: list[str] = []
    if len(asked) >= 2:
        rows = Customer.objects.named(asked).order_by("name")[:NAMES_OFFERED]
        found = list(rows.values_list("name", flat=True))
    return render(request, "desk/parts/customer_names.html", {"names": found})


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: whatever was posted, even nothing; None for a look."""
    return request.POST if request.method == "POST" else None


def customer_to_see(request: HttpRequest, slug: str) -> Customer:
    return _find(Customer.objects.visible_to(person_of(request)), slug)


def customer_to_change(request: HttpRequest, slug: str) -> Customer:
    return _find(Customer.objects.writable_by(person_of(request)), slug)


def _find(customers: QuerySet[Customer], slug: str) -> Customer:
    found = customers.filter(slug=slug).select_related("account_manager", "deputy", "team", "came_by").first()
    if found is None:
        raise Http404
    return found


def _asked(request: HttpRequest) -> str:
    asked = (request.GET.get("q") or request.GET.get("customer", ""))[:LONGEST_QUESTION].replace("\0", "")
    return " ".join(asked.split())


def _to_page_or_list(person: Person, changed: Customer) -> HttpResponse:
    if Customer.objects.visible_to(person).filter(pk=changed.pk).exists():
        return redirect("desk:customer", changed.slug)
    return redirect("desk:customers")


def _by_clock(rows: QuerySet[Customer]) -> QuerySet[Any]:
    running = Incident.objects.filter(customer=OuterRef("pk")).running().by_clock()
    return rows.annotate(
        clock_of=Subquery(running.values("pk")[:1]), due_at=Subquery(running.values("next_update_due_at")[:1])
    ).order_by(F("due_at").asc(nulls_last=True), "name", "pk")


def _fill(rows: Sequence[Any], person: Person, instant: datetime) -> None:
    """The soonest clock, the open mistakes and their last word of the rows on one page: three queries at most."""
    ids = [row.pk for row in rows]
    incidents = Incident.objects.in_bulk([row.clock_of for row in rows if row.clock_of])
    still_open = Incident.objects.filter(customer__in=ids).exclude(state=State.CLOSED).order_by()
    counts = dict(still_open.values_list("customer").annotate(n=Count("pk")))
    trust = _trust_of(ids) if person.powers.feelings else {}
    for row in rows:
        row.clock = clock_of(incidents[row.clock_of], instant, person.zone) if row.clock_of else None
        row.open_mistakes, row.trust = counts.get(row.pk, 0), trust.get(row.pk)


def _trust_of(ids: Sequence[int]) -> dict[int, int | None]:
    """The last word of each customer; none of the feelings of people is for those who look after the money."""
    said = Reading.objects.filter(customer=OuterRef("pk"), whose=Whose.THEIRS).order_by("-said_at", "-pk")
    latest = Customer.objects.filter(pk__in=ids).order_by().annotate(trust=Subquery(said.values("value")[:1]))
    return dict(latest.values_list("pk", "trust"))
