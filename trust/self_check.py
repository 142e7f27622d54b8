"""The private self-check: kept and deleted by its author alone; no other verb, list, export or history knows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from .models import SELF_CHECK, SelfCheck

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from customers.models import Customer
    from ground.accounts.models import Person


class SelfCheckRefused(Exception):
    """Why this self-check cannot be kept, in a sentence for its author."""


def keep_self_check(
    *, author: Person, customer: Customer, scores: Mapping[str, int | None], line: str = "", now: datetime
) -> SelfCheck:
    """Four answers to oneself, 1 to 10, any of them left out. Nothing is written to the history, on purpose."""
    if unknown := set(scores) - set(SELF_CHECK):
        raise ValueError(f"not among the four questions: {sorted(unknown)}")
    given = {name: value for name, value in scores.items() if value is not None}
    if not given:
        raise SelfCheckRefused(_("Answer at least one of the four."))
    if not all(1 <= value <= 10 for value in given.values()):
        raise SelfCheckRefused(_("Each answer is a number from 1 to 10."))
    return SelfCheck.objects.create(author=author, customer=customer, line=line, made_at=now, **given)


def delete_self_check(pk: int, *, by: Person) -> bool:
    """One of one's own; False when there is no such, as for everybody else's."""
    gone, _rows = SelfCheck.objects.of(by).filter(pk=pk).delete()
    return bool(gone)


def delete_self_checks(*, by: Person) -> int:
    """All of one's own; how many there were."""
    gone, _rows = SelfCheck.objects.of(by).delete()
    return gone
