"""The overcharge watch: who of my customers was billed above the agreed price, what can still be stopped first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.models import Count, Max, Min, Q, Sum
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from customers.reading_csv import grouped
from desk.refund_page import money
from ground.languages import written_day
from ground.money.amounts import AmountRefused, Money
from incidents.choices import Kind, Noticed
from incidents.models import Incident
from refunds.models import Compared, Finding
from refunds.wording import figure
from updates.instants import spoken

if TYPE_CHECKING:
    from decimal import Decimal

    from ground.accounts.models import Person

AT_MOST = 50
BESIDE = ("customer", "customer__name", "customer__slug", "customer__language", "customer__account_manager__name")


@dataclass(frozen=True)
class Card:
    """The lines of one item at one customer; `last` stands for all that are shown."""

    last: int
    customer: str
    slug: str
    who: str
    item: str
    prices: str
    where: str
    where_url: str
    over: str
    paid: str
    paid_tone: str
    open_ones: list[Incident]
    log_url: str


@dataclass(frozen=True)
class LastImport:
    """What the last import that brought lines for somebody's customers came to, for these customers."""

    day: str
    lines: str
    above: str
    below: str
    unpriced: str


@dataclass(frozen=True)
class Watched:
    heading: str
    lead: str
    cards: list[Card]
    more: int
    last: LastImport | None


def page_of(person: Person) -> Watched:
    """Three questions to the database, however many findings there are."""
    groups = list(_groups(person)[: AT_MOST + 1])
    running = _running(person, {group["customer"] for group in groups})
    cards = [_card(group, running[group["customer"]]) for group in groups[:AT_MOST]]
    unpaid = sum(group["unpaid"] > 0 for group in groups)
    lead = (
        _("What is not paid yet can still be corrected.") if unpaid else _("They paid it. Tell them before they ask.")
    )
    return Watched(
        heading(len({group["customer"] for group in groups})), lead, cards, len(groups) - len(cards), _last(person)
    )


def _last(person: Person) -> LastImport | None:
    names = ("lines", "above", "below", "unpriced")
    rows: Any = Compared.objects.visible_to(person).order_by().values("upload", "upload__landed_at")
    row = rows.annotate(**{f"all_{name}": Sum(name) for name in names}).order_by("-upload").first()
    if row is None:
        return None
    day = row["upload__landed_at"].astimezone(ZoneInfo(person.zone)).date()
    return LastImport(written_day(day, "short-year"), *(grouped(row[f"all_{name}"]) for name in names))


def heading(customers: int) -> str:
    if not customers:
        return _("Nobody was billed above their agreed price")
    one = ngettext(
        "%(count)s of your customers was billed above the agreed price",
        "%(count)s of your customers were billed above the agreed price",
        customers,
    )
    return one % {"count": capfirst(str(apnumber(customers)))}


def per_piece(price: Decimal, currency: str) -> str:
    """A price of one piece: as money where the currency has so many decimals, else in figures."""
    try:
        return money(Money.of(price, currency))
    except AmountRefused:
        return f"{figure(price)} {currency}"


def _groups(person: Person) -> Any:
    """What is not paid yet first, then the largest."""
    rows = Finding.objects.visible_to(person).open().order_by().values(*BESIDE, "item", "currency")
    return rows.annotate(
        last=Max("pk"),
        lines=Count("pk"),
        invoices=Count("line__invoice", distinct=True),
        number=Min("line__invoice__number"),
        invoice=Min("line__invoice"),
        over=Sum("over_minor"),
        billed_least=Min("billed"),
        billed_most=Max("billed"),
        agreed_least=Min("agreed"),
        agreed_most=Max("agreed"),
        first=Min("line__issued_on"),
        paid_on=Max("line__invoice__paid_on"),
        unpaid=Count("pk", filter=Q(line__invoice__paid_on__isnull=True)),
    ).order_by("-unpaid", "-over", "last")


def _running(person: Person, customers: set[int]) -> dict[int, list[Incident]]:
    """Open mistakes about money, to which a finding may be added."""
    found: dict[int, list[Incident]] = defaultdict(list)
    about_money = Incident.objects.visible_to(person).running().filter(kind__in=(Kind.OVERCHARGE, Kind.WRONG_INVOICE))
    for incident in about_money.filter(customer__in=customers).order_by("-logged_at"):
        found[incident.customer_id].append(incident)
    return found


def _card(group: dict[str, Any], open_ones: list[Incident]) -> Card:
    paid, tone = _paid(group)
    return Card(
        last=group["last"],
        customer=group["customer__name"],
        slug=group["customer__slug"],
        who=group["customer__account_manager__name"],
        item=group["item"],
        prices=_prices(group),
        where=_where(group),
        where_url=_where_url(group),
        over=money(Money(group["over"], group["currency"])),
        paid=paid,
        paid_tone=tone,
        open_ones=open_ones[:1],
        log_url=_log_url(group),
    )


def _prices(group: dict[str, Any]) -> str:
    words = {
        "billed": _from_to(group["billed_least"], group["billed_most"], group["currency"]),
        "agreed": _from_to(group["agreed_least"], group["agreed_most"], group["currency"]),
    }
    return _("%(billed)s, should be %(agreed)s") % words


def _from_to(least: Decimal, most: Decimal, currency: str) -> str:
    if least == most:
        return per_piece(least, currency)
    return _("%(least)s to %(most)s") % {"least": per_piece(least, currency), "most": per_piece(most, currency)}


def _where(group: dict[str, Any]) -> str:
    lines = ngettext("%(n)s line", "%(n)s lines", group["lines"]) % {"n": group["lines"]}
    if group["invoices"] == 1:
        return _("%(lines)s on %(number)s") % {"lines": lines, "number": group["number"]}
    return _("%(lines)s on %(n)s invoices") % {"lines": lines, "n": group["invoices"]}


def _where_url(group: dict[str, Any]) -> str:
    if group["invoices"] == 1:
        return reverse("desk:invoice", args=[group["customer__slug"], group["invoice"]])
    return reverse("desk:invoices", args=[group["customer__slug"]])


def _paid(group: dict[str, Any]) -> tuple[str, str]:
    if group["unpaid"] == group["lines"]:
        return _("Not paid yet"), "soon"
    if group["unpaid"]:
        return _("A part is not paid yet"), "soon"
    paid = _("They paid it on %(day)s") if group["invoices"] == 1 else _("They paid the last one on %(day)s")
    return paid % {"day": written_day(group["paid_on"], "short-year")}, ""


def _log_url(group: dict[str, Any]) -> str:
    """The log form with what is known: the words are theirs to read, in their language, and ours to change."""
    with override(spoken(group["customer__language"])):
        what = _("We billed you more than agreed for %(item)s: %(prices)s.")
        what %= {"item": group["item"], "prices": _prices(group)}
    known = {
        "customer": group["customer__slug"],
        "kind": Kind.OVERCHARGE,
        "what": what,
        "started": group["first"].isoformat(),
        "noticed": Noticed.US,
        "finding": group["last"],
    }
    return f"{reverse('desk:log')}?{urlencode(known)}"
