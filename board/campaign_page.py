"""A campaign as one person sees it: where each of its recoveries stands, what waits longest first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.models import OuterRef, Subquery
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from board.campaign_rows import BEING_OPENED, CHECKING, DRAFT, Row, in_order, row_of
from board.review_figures import TOO_FEW, Figure
from ground.money.amounts import Money
from ground.money.formatting import format_money
from incidents.choices import Noticed
from incidents.models import CampaignMember
from refunds.models import Payment
from trust.models import Reading
from updates.clock_words import moment_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from ground.accounts.models import Person
    from incidents.models import Campaign

NAMED = 3


@dataclass(frozen=True)
class Shown:
    """`waiting` are rows of the search that were chosen and are still to be opened."""

    heading: str
    lead: str
    figures: list[Figure]
    next_words: str
    rows: list[Row]
    waiting: list[int]


def shown_to(person: Person, campaign: Campaign, members: Sequence[CampaignMember], now: datetime) -> Shown:
    """Made of the members this person may see, and of nothing else."""
    zone = ZoneInfo(person.zone)
    rows = sorted((row_of(member, now, zone) for member in members), key=in_order)
    count, drafts = sum(row.counts for row in rows), [row for row in rows if row.place == DRAFT]
    return Shown(
        heading=_heading(campaign, count),
        lead=_lead(rows, drafts, now, zone),
        figures=_figures(rows, drafts, count, feelings=person.powers.feelings),
        next_words=_next(drafts),
        rows=rows,
        waiting=[row.member.row_id for row in rows if row.place == BEING_OPENED],
    )


def members_of(campaign: Campaign, person: Person) -> list[CampaignMember]:
    """Those this person may see, each with its recovery, its refund and what the customer said; one statement."""
    said = Reading.objects.theirs().filter(customer=OuterRef("row__customer")).order_by("-said_at", "-pk")
    since = said.filter(said_at__gte=OuterRef("incident__logged_at")).values("value")[:1]
    before = said.filter(said_at__lt=OuterRef("incident__found_at")).values("value")[:1]
    paid = Payment.objects.filter(refund=OuterRef("incident__refund_link__refund")).order_by("-recorded_at")
    beside = ("row__customer__account_manager", "incident__owner", "incident__refund_link__refund")
    seen = CampaignMember.objects.visible_to(person).filter(campaign=campaign).select_related(*beside)
    last_paid = Subquery(paid.values("recorded_at")[:1])
    return list(seen.annotate(trust_now=Subquery(since), trust_was=Subquery(before), last_paid_at=last_paid))


def _heading(campaign: Campaign, count: int) -> str:
    words = ngettext("%(title)s, %(n)s customer", "%(title)s, %(n)s customers", count)
    return words % {"title": campaign.title, "n": apnumber(count)}


def _lead(rows: Sequence[Row], drafts: Sequence[Row], now: datetime, zone: ZoneInfo) -> str:
    told = [row for row in rows if _told(row)]
    before = [row for row in told if row.incident and row.incident.noticed_by == Noticed.US]
    sentences = [_heard(len(told), len(before))]
    if drafts and drafts[0].since is not None:
        words = ngettext(
            "One draft waits for a signature, since %(when)s.",
            "%(n)s drafts wait for a signature, the oldest since %(when)s.",
            len(drafts),
        )
        sentences.append(words % {"n": _number(len(drafts)), "when": moment_words(drafts[0].since, now, zone)})
    return " ".join(sentences)


def _heard(told: int, before: int) -> str:
    if not told:
        return _("Nobody has heard from us yet.")
    if before == told:
        words = ngettext(
            "One has heard from us before they noticed.", "%(n)s have heard from us before they noticed.", told
        )
        return words % {"n": _number(told)}
    words = ngettext(
        "One has heard from us, %(before)s before they noticed.",
        "%(n)s have heard from us, %(before)s of them before they noticed.",
        told,
    )
    return words % {"n": _number(told), "before": apnumber(before)}


def _figures(rows: Sequence[Row], drafts: Sequence[Row], count: int, *, feelings: bool) -> list[Figure]:
    told = [row for row in rows if _told(row)]
    before = sum(row.incident is not None and row.incident.noticed_by == Noticed.US for row in told)
    checks = [row for row in rows if row.place == CHECKING]
    all_before = _("all before they noticed") if before == len(told) else _("%(n)s before they noticed") % {"n": before}
    figures = [
        Figure(_("Told"), _("%(told)s of %(all)s") % {"told": len(told), "all": count}, all_before if told else ""),
        Figure(_("Drafts to sign"), str(len(drafts)), _by_whom(drafts)),
        Figure(_("Being checked"), str(len(checks)), checks[0].words if checks else ""),
        Figure(_("Paid back"), _sums(row.paid for row in rows), _("of %(sum)s") % {"sum": _sums(r.owed for r in rows)}),
    ]
    return [*figures, _trust(rows)] if feelings else figures


def _told(row: Row) -> bool:
    return row.counts and row.incident is not None and row.incident.first_told_at is not None


def _by_whom(drafts: Sequence[Row]) -> str:
    """ "Elena 2, Marcus 1"."""
    found = Counter(row.owner.split()[0] for row in drafts).most_common()
    named = ", ".join(f"{name} {n}" for name, n in found[:NAMED])
    more = sum(n for _name, n in found[NAMED:])
    return _("%(names)s, others %(n)s") % {"names": named, "n": more} if more else named


def _sums(amounts: Iterable[Money | None]) -> str:
    sums: dict[str, int] = {}
    for amount in amounts:
        if amount is not None:
            sums[amount.currency] = sums.get(amount.currency, 0) + amount.minor
    spoken = [format_money(Money(minor, currency), get_language() or "en") for currency, minor in sorted(sums.items())]
    return " + ".join(spoken) or "–"


def _trust(rows: Sequence[Row]) -> Figure:
    """The median of what they said since, with what the same customers said before."""
    said = [row.member for row in rows if vars(row.member)["trust_now"] is not None]
    if len(said) < TOO_FEW:
        return Figure(_("Median trust"), "–", _("too few to say: %(n)s") % {"n": len(said)})
    now = median(vars(member)["trust_now"] for member in said)
    was = [vars(member)["trust_was"] for member in said if vars(member)["trust_was"] is not None]
    if len(was) < TOO_FEW:
        return Figure(_("Median trust"), _plain(now), _("n = %(n)s") % {"n": len(said)})
    words = {"n": len(said), "was": _plain(median(was))}
    return Figure(_("Median trust"), _plain(now), _("n = %(n)s, was %(was)s") % words)


def _plain(value: float) -> str:
    return str(number_format(value if value % 1 else int(value)))


def _next(drafts: Sequence[Row]) -> str:
    if not drafts:
        return _("Where each of them stands")
    words = ngettext("Next: one draft", "Next: %(n)s drafts", len(drafts))
    return words % {"n": apnumber(len(drafts))}


def _number(count: int) -> str:
    return str(capfirst(str(apnumber(count))))
