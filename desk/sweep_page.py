"""The page of a kept sweep: the finding, the sum, what each is owed, and how we looked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.contrib.humanize.templatetags.humanize import apnumber
from django.core.paginator import Paginator
from django.db.models import Count, Max, Min, Q, Sum
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.models import Customer
from desk.refund_page import Figure, money
from desk.sweep_how import day_words, how_we_looked, number, rule_words
from ground.money.amounts import Money
from incidents.models import CampaignMember, Incident
from refunds.models import Doubt, Sure, Sweep
from refunds.sweeping import kept_rows
from updates.clock_words import moment_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from ground.accounts.models import Person
    from refunds.models import SweepRow

LOOKS = {Sure.CERTAIN: ("kept", "check-lg"), Sure.LISTED: ("open", "list-ul"), Sure.CHECK: ("soon", "pencil")}
ON_A_PAGE = 200
LEFT_OUT_SHOWN = 50
EARLIER_SHOWN = 10


@dataclass(frozen=True)
class Row:
    """One customer in one currency. `chosen` rows are ticked; one that cannot be chosen has no box."""

    pk: int
    customer: Customer
    doubts: list[str]
    invoices: str
    over: str
    interest: str
    owed: str
    sure: str
    tone: str
    icon: str
    may_choose: bool
    begun: bool
    chosen: bool


@dataclass(frozen=True)
class LeftOut:
    pk: int
    name: str
    why: str
    may_take_in: bool


def page_of(sweep: Sweep, person: Person, wanted: str, now: datetime) -> dict[str, Any]:
    """A few questions to the database, however many rows there are."""
    rows = kept_rows(sweep, person)
    concerned = rows.filter(left_out_why="")
    sums = list(_sums(concerned))
    counts = concerned.aggregate(
        all=Count("customer", distinct=True),
        check=Count("customer", distinct=True, filter=Q(sure=Sure.CHECK)),
        first=Min("first"),
        last=Max("last"),
    )
    incident = Incident.objects.visible_to(person).filter(sweep_links__sweep=sweep).select_related("customer").first()
    page: Any = Paginator(concerned, ON_A_PAGE).get_page(wanted)
    left_out = list(rows.exclude(left_out_why="")[:LEFT_OUT_SHOWN])
    shown = list(page.object_list)
    begun = set(CampaignMember.objects.filter(row__in=shown).values_list("row", flat=True))
    theirs = set(Customer.objects.writable_by(person).filter(sweep_rows__sweep=sweep).values_list("pk", flat=True))
    page.object_list = [_row(row, theirs=theirs, begun=begun) for row in shown]
    known = sweep.has_rule
    return {
        "sweep": sweep,
        "incident": incident,
        "heading": _heading(sweep, counts["all"], incident),
        "lead": _lead(sweep, sums),
        "figures": _figures(sweep, sums, counts, incident) if sums and known else [],
        "page": page,
        "known": known,
        "all": _("All %(count)s") % {"count": apnumber(counts["all"])},
        "total": {name: _total(sums, name) for name in ("principal", "interest", "sum")},
        "total_invoices": number(sum(one["invoices"] for one in sums)),
        "choice": _choice(page.object_list),
        "campaign": getattr(sweep, "campaign", None) if begun else None,
        "how": how_we_looked(sweep, person, now),
        "left_out": [
            LeftOut(row.pk, row.customer.name, row.left_out_why, row.customer_id in theirs) for row in left_out
        ],
        "mine": sweep.asked_by_id == person.pk,
    }


def earlier_of(person: Person, incident: Incident | None, now: datetime) -> list[dict[str, Any]]:
    """What was looked for before: from this mistake, or from none."""
    sweeps = Sweep.objects.visible_to(person).filter(done_at__isnull=False).select_related("asked_by", "price_list")
    theirs = sweeps.filter(incident_link__incident=incident)
    zone = ZoneInfo(person.zone)
    return [
        {"pk": one.pk, "rule": rule_words(one), "who": one.asked_by.name, "when": moment_words(one.asked_at, now, zone)}
        for one in theirs[:EARLIER_SHOWN]
    ]


def _choice(rows: list[Row]) -> dict[str, str] | None:
    """How many are ticked, in words; with a place for the number, for who changes the ticks."""
    if not any(row.may_choose for row in rows):
        return None

    def chosen(count: int) -> str:
        return ngettext("%(n)s chosen", "%(n)s chosen", count)

    def label(count: int) -> str:
        return ngettext("Open one recovery with a draft", "Open %(n)s recoveries with drafts", count)

    count = sum(row.chosen for row in rows)
    place = {"n": "{n}"}
    return {
        "heading": capfirst(chosen(count) % {"n": apnumber(count)}),
        "heading_one": chosen(1) % place,
        "heading_many": chosen(2) % place,
        "label": label(count) % {"n": number(count)},
        "label_one": label(1) % place,
        "label_many": label(2) % place,
    }


def _sums(rows: QuerySet[SweepRow]) -> Any:
    grouped = (
        rows.order_by()
        .values("currency")
        .annotate(
            invoices=Sum("invoices"),
            over=Sum("over_minor"),
            given_back=Sum("given_back_minor"),
            principal=Sum("over_minor") + Sum("tax_minor") - Sum("given_back_minor"),
            interest=Sum("interest_minor"),
            sum=Sum("owed_minor"),
        )
    )
    return grouped.order_by("currency")


def _total(sums: Iterable[dict[str, Any]], name: str) -> str:
    return " + ".join(money(Money(one[name], one["currency"])) for one in sums)


def _heading(sweep: Sweep, count: int, incident: Incident | None) -> str:
    if not count:
        return _("Nobody else") if incident else _("Nobody")
    if not sweep.has_rule:
        words = ngettext("%(count)s customer is named", "%(count)s customers are named", count)
    elif incident:
        words = ngettext(
            "%(count)s more customer paid too much for the same thing",
            "%(count)s more customers paid too much for the same thing",
            count,
        )
    else:
        words = ngettext("%(count)s customer paid too much", "%(count)s customers paid too much", count)
    return words % {"count": capfirst(str(apnumber(count)))}


def _lead(sweep: Sweep, sums: list[dict[str, Any]]) -> str:
    if not sums:
        return _("We looked at %(lines)s lines; the rule is below.") % {"lines": number(sweep.looked or 0)}
    if not sweep.has_rule:
        return _("What each is owed is not known yet. Each recovery finds it out.")
    return _("Together we owe them %(sums)s.") % {"sums": _total(sums, "sum")}


def _figures(
    sweep: Sweep, sums: list[dict[str, Any]], counts: dict[str, Any], incident: Incident | None
) -> list[Figure]:
    besides = _("besides %(name)s") % {"name": incident.customer.name} if incident else ""
    days = {"first": day_words(counts["first"]), "last": day_words(counts["last"])}
    period = _("%(first)s to %(last)s") % days if days["first"] != days["last"] else days["first"]
    to_check = _("%(n)s to check first") % {"n": number(counts["check"])} if counts["check"] else ""
    return [
        Figure(_("Customers"), number(counts["all"]), besides),
        Figure(_("Invoices"), number(sum(one["invoices"] for one in sums)), period),
        Figure(_("Overcharge"), _total(sums, "principal"), _before_tax(sums)),
        Figure(_("Interest"), _total(sums, "interest"), _interest_words(sweep)),
        Figure(_("We owe them"), _total(sums, "sum"), to_check if counts["check"] else _("none to check first"), "sum"),
    ]


def _before_tax(sums: list[dict[str, Any]]) -> str:
    if any(one["given_back"] for one in sums):
        return _("with tax, less %(sum)s given back") % {"sum": _total(sums, "given_back")}
    if any(one["principal"] != one["over"] for one in sums):
        return _("with tax; %(sum)s without") % {"sum": _total(sums, "over")}
    return _("no tax on it")


def _interest_words(sweep: Sweep) -> str:
    if sweep.rates is None or sweep.refund_on is None:
        return _("not reckoned")
    return _("to %(day)s") % {"day": day_words(sweep.refund_on)}


def _row(row: SweepRow, *, theirs: set[int], begun: set[int]) -> Row:
    """Chosen may be whom this person may write for and nobody has begun with; ticked is who is sure."""
    may_choose = row.customer_id in theirs and row.pk not in begun
    sure = Sure(row.sure)
    tone, icon = LOOKS[sure]
    return Row(
        pk=row.pk,
        customer=row.customer,
        doubts=[str(Doubt(code).label) for code in row.doubts],
        invoices=number(row.invoices),
        over=money(Money(row.owed_minor - row.interest_minor, row.currency)),
        interest=money(Money(row.interest_minor, row.currency)),
        owed=money(row.owed),
        sure=str(sure.label),
        tone=tone,
        icon=icon,
        may_choose=may_choose,
        begun=row.pk in begun,
        chosen=may_choose and sure != Sure.CHECK,
    )
