"""Reckoning a sheet of many lines in the background: asked for, reckoned by a worker, kept as the next version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from ground.jobs import asking
from ground.jobs.models import Job, State
from ground.jobs.refusals import JobFailed
from ground.money.amounts import AmountRefused

from .gathering import count_lines
from .owing import lock
from .reckoning import again, check_count, make_ready, reckon
from .refusals import RefundRefused
from .stored import Scope, conventions_of, kept_conventions
from .waiting import Reckoning

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from ground.accounts.models import Person
    from ground.jobs.working import Work

    from .conventions import Conventions
    from .models import Calculation, Refund
    from .rate_rows import RateVersion

KIND = "refunds.reckon"
AT_ONCE = 2_000
"""So many lines are reckoned while somebody waits for the page."""
STEPS = 3


@dataclass(frozen=True)
class Pending:
    """A sheet that is not there yet: somebody is at it, or `failed` says why it will not come."""

    job: Job | None
    failed: str = ""


def is_long(refund: Refund, scope: Scope) -> bool:
    return count_lines(refund, scope) > AT_ONCE


@transaction.atomic
def ask_to_reckon(
    refund: Refund,
    *,
    scope: Scope,
    conventions: Conventions,
    rates: RateVersion,
    refund_on: date,
    by: Person,
    now: datetime,
    why: str = "",
) -> Job:
    """Have it reckoned. RefundRefused while another one is, and for more lines than one sheet holds."""
    refund = lock(refund)
    refuse_while_reckoned(refund)
    check_count(count_lines(refund, scope), scope)
    Reckoning.objects.filter(refund=refund, made=None).delete()  # it failed, or nobody wanted it any more
    wish = Reckoning.objects.create(
        refund=refund,
        scope=scope.kept(),
        conventions=kept_conventions(conventions),
        rates=rates,
        refund_on=refund_on,
        why=why,
        asked_by=by,
        asked_at=now,
    )
    return asking.ask(kind=KIND, subject_id=wish.pk, by=by, now=now, total=STEPS, unit="steps")


def again_or_ask(latest: Calculation, *, by: Person, now: datetime, why: str) -> Calculation | None:
    """The same question once more; None when it is long, and a worker is asked."""
    refund, scope = latest.refund, Scope.of(latest.scope)
    refuse_while_reckoned(refund)
    if not is_long(refund, scope):
        return again(latest, by=by, now=now, why=why)
    conventions = conventions_of(latest.conventions, refund.currency, latest.rates.as_table())
    known = {"scope": scope, "conventions": conventions, "rates": latest.rates, "refund_on": latest.refund_on}
    ask_to_reckon(refund, **known, by=by, now=now, why=why)  # type: ignore[arg-type]
    return None


def pending(refund: Refund) -> Pending | None:
    """What is asked for and not there yet; None when nothing is."""
    wish = Reckoning.objects.filter(refund=refund, made=None).first()
    job = Job.objects.about(KIND, wish.pk).first() if wish else None
    if job is None or job.state in (State.DONE, State.CANCELLED):
        return None
    return Pending(job) if job.is_live else Pending(None, job.error)


def refuse_while_reckoned(refund: Refund) -> None:
    waits = pending(refund)
    if waits is not None and waits.job is not None:
        raise RefundRefused(_("This sheet is being reckoned. Wait until it is done."))


def reckon_waiting(work: Work) -> Mapping[str, Any]:
    """One sheet, in the language of whoever asked. JobFailed with the sentence it is refused with."""
    known = Reckoning.objects.select_related("refund__customer", "rates__table", "asked_by")
    wish = known.filter(pk=work.job.subject_id, made=None).first()
    if wish is None:
        return {}
    steps = iter(range(STEPS + 1))

    def tell() -> None:
        with transaction.atomic():
            work.advance(next(steps), total=STEPS)

    tell()
    try:
        with override(wish.asked_by.reads):
            return {"version": _reckon(wish, work, tell).version}
    except (RefundRefused, AmountRefused) as refused:
        raise JobFailed(str(refused)) from None


def _reckon(wish: Reckoning, work: Work, tell: Any) -> Calculation:
    scope = Scope.of(wish.scope)
    conventions = conventions_of(wish.conventions, wish.refund.currency, wish.rates.as_table())
    ready = make_ready(
        wish.refund, scope=scope, conventions=conventions, refund_on=wish.refund_on, now=wish.asked_at, tell=tell
    )
    with transaction.atomic():
        work.advance(STEPS)
        made = reckon(
            wish.refund,
            scope=scope,
            conventions=conventions,
            rates=wish.rates,
            refund_on=wish.refund_on,
            by=wish.asked_by,
            now=wish.asked_at,
            why=wish.why,
            ready=ready,
        )
        Reckoning.objects.filter(pk=wish.pk).update(made=made)
    return made
