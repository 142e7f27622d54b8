"""Reckoning a refund from its rows: every calculation is a version of its own, and nothing before it changes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from ground.history.recording import record

from .calculated import Calculation, CalculationLine, LineKind
from .calculation import calculate
from .gathering import PAYMENT, Gathered, gather
from .overcharge import Standing
from .owing import lock
from .plain import days_borne
from .refusals import RefundRefused
from .stored import Scope, conventions_of, kept_conventions

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from ground.accounts.models import Person
    from ground.history.hashing import Facts

    from . import calculation
    from .conventions import Conventions
    from .models import Refund
    from .rate_rows import RateVersion

MOST_LINES = 20_000


@transaction.atomic
def reckon(
    refund: Refund,
    *,
    scope: Scope,
    conventions: Conventions,
    rates: RateVersion,
    refund_on: date,
    by: Person,
    now: datetime,
    why: str = "",
    ready: Ready | None = None,
) -> Calculation:
    """The next version of the sheet, from the rows as they stand now. RefundRefused when nothing can be reckoned.

    What was made `ready` of the same rows is used; of others it is reckoned anew.
    """
    refund = lock(refund)
    gathered = gather(refund, scope)
    check_count(len(gathered.case.lines), scope)
    today, digest = today_of(conventions, now), digest_of(gathered, conventions, refund_on)
    if ready is None or (ready.digest, ready.today) != (digest, today):
        ready = Ready(digest, today, calculate(gathered.case, conventions, refund_on=refund_on, today=today))
    found = ready.found
    kept = Calculation(
        refund=refund,
        version=refund.calculations.count() + 1,
        refund_on=refund_on,
        as_of=today,
        scope=scope.kept(),
        conventions=kept_conventions(conventions),
        rates=rates,
        questions=[_question(one) for one in found.questions],
        parts=[[part.name.value, part.amount.minor] for part in found.totals.parts],
        lifted_minor=found.interest_lifted.minor,
        excess_minor=found.totals.excess.minor,
        refund_minor=found.totals.refund.minor,
        payable_minor=found.totals.payable.minor,
        owed_minor=(found.totals.payable + gathered.paid).minor,
        estimate=found.estimate,
        digest=digest,
        why=why.strip(),
        made_by=by,
        made_at=now,
    )
    kept.save(force_insert=True)
    CalculationLine.objects.bulk_create(_lines(kept, found, conventions, refund_on), batch_size=500)
    facts: Facts = {"version": kept.version, "owed": kept.owed_minor, "rates": rates.pk, "digest": kept.digest}
    record(refund.history_subject, by=by, what="refund.calculated", now=now, text=kept.why, facts=facts)
    return kept


@dataclass(frozen=True)
class Ready:
    """A calculation before it is kept, with the digest of what it came from and the day it was reckoned."""

    digest: str
    today: date
    found: calculation.Calculation


def make_ready(
    refund: Refund, *, scope: Scope, conventions: Conventions, refund_on: date, now: datetime, tell: Callable[[], None]
) -> Ready:
    """What takes long of it, without holding anybody up; `tell` hears when the rows are read, and when all is done."""
    gathered = gather(refund, scope)
    check_count(len(gathered.case.lines), scope)
    tell()
    today = today_of(conventions, now)
    found = calculate(gathered.case, conventions, refund_on=refund_on, today=today)
    tell()
    return Ready(digest_of(gathered, conventions, refund_on), today, found)


def today_of(conventions: Conventions, now: datetime) -> date:
    return now.astimezone(ZoneInfo(conventions.zone)).date()


def again(latest: Calculation, *, by: Person, now: datetime, why: str) -> Calculation:
    """The same question once more: the same scope, conventions and rates, with what was chosen since."""
    conventions = conventions_of(latest.conventions, latest.refund.currency, latest.rates.as_table())
    return reckon(
        latest.refund,
        scope=Scope.of(latest.scope),
        conventions=conventions,
        rates=latest.rates,
        refund_on=latest.refund_on,
        by=by,
        now=now,
        why=why,
    )


def digest_of(gathered: Gathered, conventions: Conventions, refund_on: date) -> str:
    """Of everything the figures come from; days, fractions and figures as their plain text."""
    case = gathered.case
    known = {
        "lines": [repr(one) for one in case.lines],
        "invoices": [repr(one) for _number, one in sorted(case.invoices.items())],
        "prices": [[item, repr(table.entries)] for item, table in sorted(case.prices.items.items())],
        "credits": [repr(one) for one in case.credits],
        "left_out": sorted(case.left_out.items()),
        "replies": sorted([asked.value, about, repr(reply)] for (asked, about), reply in case.replies.items()),
        "on_top": [repr(case.fixed), repr(case.goodwill)],
        "rates": repr(conventions.plan),
        "conventions": kept_conventions(conventions),
        "refund_on": refund_on.isoformat(),
    }
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()


def check_count(count: int, scope: Scope) -> None:
    """RefundRefused for nothing to reckon, and for more than one sheet holds."""
    if not scope.items:
        raise RefundRefused(_("Choose at least one item."))
    if not count:
        raise RefundRefused(_("No invoice line of these items and days is known. Bring in the invoices first."))
    if count > MOST_LINES:
        words = {"count": count, "most": MOST_LINES}
        raise RefundRefused(
            _("%(count)s lines are too many for one sheet, at most %(most)s. Choose fewer days.") % words
        )


def _question(one: Any) -> dict[str, Any]:
    reply = one.reply
    return {
        "asked": one.asked.value,
        "about": one.about,
        "words": one.words,
        "open": one.open,
        "answer": one.answer.value,
        "suggested": one.answer == one.suggested,
        "why": reply.why if reply else "",
    }


def _lines(
    kept: Calculation, found: calculation.Calculation, conventions: Conventions, refund_on: date
) -> list[CalculationLine]:
    rows = [_line(kept, one, days_borne(conventions, one.since, refund_on)) for one in found.lines]
    rows += [_given(kept, one, days_borne(conventions, one.credit.on, refund_on)) for one in found.credits]
    for position, row in enumerate(rows, start=1):
        row.position = position
    return rows


def _line(kept: Calculation, one: calculation.SheetLine, days: int) -> CalculationLine:
    judged, line, invoice = one.judged, one.judged.line, one.judged.invoice
    return CalculationLine(
        calculation=kept,
        key=line.key,
        invoice=invoice.number,
        item=line.item,
        invoiced_on=invoice.invoiced_on,
        paid_on=invoice.paid_on,
        priced_on=judged.priced_on,
        quantity=line.quantity,
        billed=line.billed,
        agreed=judged.agreed,
        standing=judged.standing.value,
        net_minor=one.net.minor,
        tax_percent=line.tax_percent,
        tax_minor=one.tax.minor,
        since=one.since,
        days=days if one.interest or one.since else 0,
        interest_minor=one.interest.minor,
        included=judged.standing != Standing.LEFT_OUT,
        reason=judged.why if judged.standing == Standing.LEFT_OUT else "",
    )


def _given(kept: Calculation, one: calculation.SheetCredit, days: int) -> CalculationLine:
    credit, paid = one.credit, one.credit.key.startswith(PAYMENT)
    return CalculationLine(
        calculation=kept,
        kind=LineKind.PAYMENT if paid else LineKind.CREDIT,
        key=credit.key.removeprefix(PAYMENT),
        invoice=credit.invoice,
        paid_on=credit.on,
        net_minor=-credit.net.minor,
        tax_minor=-credit.tax.minor if credit.tax else 0,
        since=credit.on,
        days=days,
        interest_minor=one.interest.minor,
    )
