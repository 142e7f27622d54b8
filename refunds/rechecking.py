"""After a price changed: findings that are no longer above it close by themselves, what is above it now is found."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from customers.models import Customer
from ground.accounts.models import Person
from ground.history.models import Entry
from ground.history.recording import record
from ground.jobs import asking

from .priced import MICRO, Rule, Source, judged, overcharge
from .watch import MOST, watch
from .watched import Finding, FindingState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from ground.history.hashing import Facts
    from ground.jobs.models import Job
    from ground.jobs.working import Work

KIND = "refunds.recheck"
LISTS = "price_list"
TOUCHED = (FindingState.OPEN, FindingState.RIGHTED)
AT_ONCE = 500
FIELDS = ["billed", "agreed", "over_minor", "by_list", "state", "settled_by", "settled_at"]
AGAIN = """
SELECT f.id, j.standing, j.billed, j.agreed, j.quantity, j.currency, j.source
FROM judged j JOIN refunds_finding f ON f.line_id = j.id WHERE f.state IN ('open', 'righted')
"""


def ask_recheck(change: Entry, *, by: Person, now: datetime) -> Job:
    """Look again, in the background, at whoever's price this entry of history says has changed."""
    return asking.ask(kind=KIND, subject_id=change.pk, by=by, now=now, total=1)


def look_again(work: Work) -> Mapping[str, Any]:
    """The handler of that work; doing it twice changes nothing more."""
    change = Entry.objects.get(pk=work.job.subject_id)
    whom, item = _whose(change), str(change.facts.get("item", ""))
    with transaction.atomic():
        work.advance(0, total=1)
        by = Person.objects.get(pk=work.job.started_by_id)
        righted = recheck(customers=whom, item=item, by=by, now=work.now())
        found = watch(now=work.now(), customers=whom, item=item)
        work.advance(1)
    return {"righted": righted, "above": found}


@transaction.atomic
def recheck(*, customers: Iterable[int], by: Person, now: datetime, item: str = "") -> int:
    """How many open findings of these customers are no longer above what is agreed, and closed for that.

    One that still is gets the figures of now; one that was closed for that and is above again opens again. What a
    person dismissed or logged stays theirs.
    """
    whom = Customer.objects.filter(pk__in=list(customers))
    held = Finding.objects.filter(customer__in=whom, state__in=TOUCHED, **({"item": item} if item else {}))
    findings = {one.pk: one for one in held.select_for_update().order_by("pk")}
    if not findings:
        return 0
    closed: Counter[tuple[int, str]] = Counter()
    changed: list[Finding] = []
    for row in judged(Rule(item=item), AGAIN, customers=whom):
        one = findings.get(row[0])
        if one is not None and _is_different(one, row, by, now):
            changed.append(one)
            closed[one.customer_id, one.item] += one.state == FindingState.RIGHTED
    Finding.objects.bulk_update(changed, FIELDS, batch_size=AT_ONCE)
    for (customer, what), lines in closed.items():
        if lines:
            facts: Facts = {"item": what, "lines": lines}
            record(("customer", customer), by=by, what="finding.righted", now=now, facts=facts)
    return sum(closed.values())


def _is_different(one: Finding, row: tuple[Any, ...], by: Person, now: datetime) -> bool:
    """Bring the finding up to date; whether anything of it changed."""
    _pk, standing, billed, agreed, quantity, currency, source = row
    over = min(overcharge(billed - agreed, quantity, currency), MOST) if standing == "above" else 0
    before = (one.agreed, one.over_minor, one.by_list, one.state)
    if over <= 0:
        if one.state == FindingState.OPEN:
            one.state, one.settled_by, one.settled_at = FindingState.RIGHTED, by, now
    else:
        one.billed, one.agreed = (Decimal(price).scaleb(-MICRO) for price in (billed, agreed))
        one.over_minor, one.by_list = over, source == Source.LISTED
        one.state, one.settled_by, one.settled_at = FindingState.OPEN, None, None
    return before != (one.agreed, one.over_minor, one.by_list, one.state)


def _whose(change: Entry) -> list[int]:
    if change.kind == LISTS:
        buyers = Customer.objects.filter(price_list_row__price_list=change.subject_id)
        return list(buyers.order_by().values_list("pk", flat=True))
    return [change.subject_id]
