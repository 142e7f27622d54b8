"""Who else? Asking for a sweep that is kept, whose rows a person may see, and leaving a customer out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Customer
from ground.history.recording import record
from ground.jobs import asking
from ground.jobs.models import Job

from .each_owed import usual_terms
from .refusals import RefundRefused
from .sweep_job import KIND
from .swept import Sweep, SweepRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime
    from decimal import Decimal

    from django.db.models import QuerySet

    from ground.accounts.models import Person
    from ground.history.hashing import Facts

    from .calculated import Calculation
    from .priced import Rule
    from .rate_rows import RateVersion


@transaction.atomic
def ask_sweep(
    rule: Rule,
    *,
    by: Person,
    now: datetime,
    besides: Customer | None = None,
    named: Collection[int] | None = None,
    refund_on: date | None = None,
    rates: RateVersion | None = None,
    points: Decimal | None = None,
    like: Calculation | None = None,
) -> Sweep:
    """Keep what is looked for, and have a worker look. `named` are ids of customers, None for all the person may see.

    Conventions are those of the sheet `like`, else the usual ones. RefundRefused when nothing would be looked for.
    """
    if not rule.item and rule.price_list is None and not named:
        raise RefundRefused(_("Name an item, choose a price list, or list the customers."))
    if rates is not None and refund_on is None:
        raise RefundRefused(_("Name the day until which interest is paid."))
    sweep = Sweep.objects.create(
        item=rule.item,
        price_list_id=rule.price_list,
        since=rule.since,
        until=rule.until,
        agreed=rule.agreed,
        currency=rule.currency,
        besides=besides,
        limited=named is not None,
        refund_on=refund_on,
        rates=rates,
        terms=usual_terms(like, points),
        asked_by=by,
        asked_at=now,
    )
    if named is not None:
        sweep.named.add(*Customer.objects.visible_to(by).filter(pk__in=named))
    facts: Facts = {"rates": rates.pk if rates else None, "named": len(named) if named is not None else None}
    record(sweep.history_subject, by=by, what="sweep.asked", now=now, text=rule.item, facts=facts)
    return ask_again(sweep, by=by, now=now)


@transaction.atomic
def ask_again(sweep: Sweep, *, by: Person, now: datetime) -> Sweep:
    """Have a worker go on with it, when the work broke off; nothing changes for a sweep that is done."""
    sweep = Sweep.objects.select_for_update().get(pk=sweep.pk)
    if sweep.done_at is None:
        sweep.job = asking.ask(kind=KIND, subject_id=sweep.pk, by=by, now=now, unit="customers")
        sweep.save(update_fields=["job"])
    return sweep


@transaction.atomic
def stop(sweep: Sweep) -> bool:
    """Nobody wants it any more; False when it is done already."""
    for job in Job.objects.about(KIND, sweep.pk).live():
        asking.cancel(job)
    return not Sweep.objects.filter(pk=sweep.pk, done_at__isnull=False).exists()


def kept_rows(sweep: Sweep, person: Person) -> QuerySet[SweepRow]:
    """What a finished sweep found, of the customers this person may see; largest sum of each currency first."""
    rows = SweepRow.objects.filter(sweep=sweep, sweep__done_at__isnull=False)
    return rows.filter(customer__in=Customer.objects.visible_to(person)).select_related("customer__account_manager")


@transaction.atomic
def leave_out(row: SweepRow, *, why: str, by: Person, now: datetime) -> SweepRow:
    """This customer is not concerned after all, for a reason that stays."""
    row = _locked(row)
    if not why.strip():
        raise RefundRefused(_("Say why."))
    if row.left_out_why:
        raise RefundRefused(_("They are left out already: %(why)s") % {"why": row.left_out_why})
    return _changed(row, why.strip(), why.strip(), "sweep.left_out", by, now)


@transaction.atomic
def take_in(row: SweepRow, *, by: Person, now: datetime) -> SweepRow:
    """They are concerned after all."""
    row = _locked(row)
    if not row.left_out_why:
        raise RefundRefused(_("They are among them already."))
    return _changed(row, "", "", "sweep.taken_in", by, now)


def _locked(row: SweepRow) -> SweepRow:
    return SweepRow.objects.select_for_update(of=("self",)).select_related("sweep", "customer").get(pk=row.pk)


def _changed(row: SweepRow, left_out_why: str, text: str, what: str, by: Person, now: datetime) -> SweepRow:
    row.left_out_why = left_out_why
    row.save(update_fields=["left_out_why"])
    facts: Facts = {"customer": row.customer_id, "currency": row.currency, "owed": row.owed_minor}
    record(row.sweep.history_subject, by=by, what=what, now=now, text=text, facts=facts)
    return row
