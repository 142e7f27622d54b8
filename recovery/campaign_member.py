"""One row of a campaign becomes a recovery of its customer: a clock, a refund begun, a draft for whoever signs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from customers.models import Customer
from ground.history.recording import record
from ground.languages import written_day
from ground.money.amounts import AmountRefused
from incidents.campaigns import about_the_same
from incidents.choices import Failing, Kind, Noticed, Precision
from incidents.handing import lock_running
from incidents.models import CampaignMember
from incidents.opening import LogRefused, Mistake, propose_severity
from refunds.each_owed import conventions_for, scope_of
from refunds.models import Doubt, Finding, Sure
from refunds.refusals import RefundRefused
from updates.instants import Reader
from updates.wording import first_words

from .campaign_words import Billed, notice_words
from .refunding import calculate_refund, set_refund_by
from .telling import log_for_later, log_to_check, owner_for
from .watching import take_findings

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person
    from ground.history.hashing import Facts
    from incidents.models import Incident
    from refunds.models import Calculation, Sweep, SweepRow

LONGEST_THING = 80
AND_MORE = 3
"""So many items are named to the customer."""


@transaction.atomic
def open_member(pk: int, *, now: datetime) -> CampaignMember:
    """Its recovery, or the one about the same thing that is open there already, or why there is none. Once."""
    member = _locked(pk)
    if member.settled_at is not None:
        return member
    customer, by = _customer_locked(member.row.customer_id), member.chosen_by
    member.row.customer = customer
    with override(owner_for(customer, by).reads):
        if not Customer.objects.writable_by(by).filter(pk=customer.pk).exists():
            words = {"name": by.name, "customer": customer.name}
            return _skip(member, _("%(name)s may not change %(customer)s any more.") % words, now)
        if (there := about_the_same(customer.pk, scope_of(member.row.sweep).items)) is not None:
            return _join(member, there, now)
        try:
            with transaction.atomic():
                return _open(member, now)
        except LogRefused as refused:
            return _skip(member, str(refused), now)


def thing_of(sweep: Sweep) -> str:
    """What was charged too much for, as the desk calls it; nothing where customers were named without a rule."""
    return (sweep.item or (sweep.price_list.name if sweep.price_list else ""))[:LONGEST_THING]


def _locked(pk: int) -> CampaignMember:
    beside = ("campaign__started_from", "chosen_by", "row__sweep__price_list", "row__sweep__rates__table")
    return CampaignMember.objects.select_for_update(of=("self",)).select_related(*beside).get(pk=pk)


def _customer_locked(pk: int) -> Customer:
    """As they are now, after their recoveries, in the order of whoever takes a customer over: two searches that found
    the same open one recovery."""
    lock_running(pk)
    beside = ("account_manager", "deputy", "team__calendar")
    return Customer.objects.select_for_update(of=("self",), no_key=True).select_related(*beside).get(pk=pk)


def _skip(member: CampaignMember, why: str, now: datetime) -> CampaignMember:
    member.skipped_why, member.settled_at = why[:300], now
    member.save(update_fields=["skipped_why", "settled_at"])
    return member


def _join(member: CampaignMember, incident: Incident, now: datetime) -> CampaignMember:
    member.incident, member.joined, member.settled_at = incident, True, now
    member.save(update_fields=["incident", "joined", "settled_at"])
    _note(member, "campaign.joined", now)
    return member


def _open(member: CampaignMember, now: datetime) -> CampaignMember:
    row, by = member.row, member.chosen_by
    to_check = row.sure == Sure.CHECK
    log = log_to_check if to_check else log_for_later
    incident = log(customer=row.customer, mistake=_mistake(member, to_check=to_check), by=by, now=now)
    _take_findings(incident, row, by, now)
    sheet = _reckon(incident, row, by, now)
    if not to_check:
        _begin_sum(incident, sheet, by, now)
        member.heading, member.body = _draft(incident, row, sheet)
    member.incident, member.settled_at = incident, now
    member.save(update_fields=["incident", "heading", "body", "settled_at"])
    _note(member, "campaign.opened", now)
    return member


def _note(member: CampaignMember, what: str, now: datetime) -> None:
    assert member.incident is not None
    facts: Facts = {"campaign": member.campaign_id, "row": member.row_id}
    record(member.incident.history_subject, by=member.chosen_by, what=what, now=now, facts=facts)


def _mistake(member: CampaignMember, *, to_check: bool) -> Mistake:
    row, kind = member.row, kind_of(member)
    story = [_story(row)] + [str(Doubt(code).label) + "." for code in row.doubts if to_check]
    return Mistake(
        kind=kind,
        title=_title(row, kind),
        story="\n".join(story),
        severity=propose_severity(kind=kind, at_stake=None, limit=0),
        noticed_by=Noticed.US,
        started_on=row.first,
        started_precision=Precision.MONTH if row.first else Precision.DAY,
        failing=Failing.UNKNOWN,
        at_stake=row.owed_minor or None,
        contacts=list(row.customer.contacts.told()),
    )


def kind_of(member: CampaignMember) -> str:
    """Where a rule was swept it is money; named customers share the kind of the mistake it began with."""
    if member.row.sweep.has_rule:
        return Kind.OVERCHARGE
    began = member.campaign.started_from
    return began.kind if began else Kind.OTHER


def _title(row: SweepRow, kind: str) -> str:
    words = {"thing": thing_of(row.sweep), "kind": Kind(kind).label}
    if not row.sweep.has_rule:
        return _("%(kind)s, found at others first") % words
    if row.first is None:
        return _("%(thing)s overcharged") % words
    return _("%(thing)s overcharged since %(month)s") % {**words, "month": written_day(row.first, "month")}


def _story(row: SweepRow) -> str:
    words = {"thing": thing_of(row.sweep), "n": row.invoices}
    if not row.sweep.has_rule or row.first is None or row.last is None:
        return _("The same mistake as with another customer.")
    words |= {"first": written_day(row.first, "long-year"), "last": written_day(row.last, "long-year")}
    story = ngettext(
        "We billed %(thing)s above the agreed price, on one invoice, of %(first)s.",
        "We billed %(thing)s above the agreed price, on %(n)s invoices from %(first)s to %(last)s.",
        row.invoices,
    )
    return story % words


def _reckon(incident: Incident, row: SweepRow, by: Person, now: datetime) -> Calculation | None:
    """The first version of its sheet, by what the sweep reckoned with; none where it had no rates or no lines."""
    sweep = row.sweep
    if sweep.rates is None or sweep.refund_on is None or not row.owed_minor:
        return None
    try:
        with transaction.atomic():
            return calculate_refund(
                incident,
                scope=scope_of(sweep),
                conventions=conventions_for(sweep, row.customer, row.currency),
                rates=sweep.rates,
                refund_on=sweep.refund_on,
                by=by,
                now=now,
                why=_("As it was found when we looked who else was touched."),
            )
    except (RefundRefused, AmountRefused) as refused:
        record(incident.history_subject, by=by, what="campaign.no_sheet", now=now, text=str(refused))
        return None


def _take_findings(incident: Incident, row: SweepRow, by: Person, now: datetime) -> None:
    """What the watch found of the same items belongs to it from now on."""
    found = Finding.objects.open().filter(customer=row.customer_id, currency=row.currency)
    for item in scope_of(row.sweep).items:
        last = found.filter(item=item).order_by("-pk").first()
        if last is not None:
            take_findings(incident, last, by=by, now=now)


def _begin_sum(incident: Incident, sheet: Calculation | None, by: Person, now: datetime) -> None:
    """What we owe, not asked for and not approved; an open question of the sheet is a person's to answer first."""
    if sheet is not None and sheet.owed_minor > 0 and not sheet.open_questions:
        set_refund_by(incident, sheet, by=by, now=now)


def _draft(incident: Incident, row: SweepRow, sheet: Calculation | None) -> tuple[str, str]:
    """The first notice in the language of whoever speaks for the customer. Of customers that were named without a rule
    nothing is known but the kind: their account manager adds what happened."""
    reader = Reader.of_readers(incident)
    with override(reader.language):
        if row.first is None or row.last is None:
            return first_words(kind=incident.kind, story="", noticed_by=Noticed.US)
        known = sheet is not None and sheet.owed_minor > 0
        billed = Billed(
            thing=_thing_for_them(row, sheet),
            invoices=row.invoices,
            first=row.first,
            last=row.last,
            owed=sheet.owed if sheet and known else row.owed if row.owed_minor else None,
            until=sheet.refund_on if sheet and known else row.sweep.refund_on if row.interest_minor else None,
        )
        return notice_words(billed, reader)


def _thing_for_them(row: SweepRow, sheet: Calculation | None) -> str:
    """What stands on their invoices; the name of our price list says nothing to them."""
    if row.sweep.item:
        return row.sweep.item
    lines = sheet.lines.filter(net_minor__gt=0) if sheet else None
    found = sorted(set(lines.values_list("item", flat=True))) if lines is not None else list(scope_of(row.sweep).items)
    return ", ".join(found[:AND_MORE]) or thing_of(row.sweep)
