"""One form, four ends of a promise: which verb each calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from desk.case_forms import SettleForm
from incidents.promises import PromiseRefused, answer_for, keep_promise, move_promise, refuse_the_clock, release_promise

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person
    from incidents.models import Promise


def settle(
    promise: Promise,
    *,
    outcome: str,
    why: str,
    due_at: datetime | None,
    done_at: datetime | None,
    by: Person,
    now: datetime,
) -> Promise:
    refuse_the_clock(promise)
    if outcome == SettleForm.KEPT:
        return keep_promise(promise, by=by, now=now, why=why, done_at=done_at)
    if outcome == SettleForm.MOVED:
        if due_at is None:
            raise PromiseRefused(_("Say the new date."))
        return move_promise(promise, due_at=due_at, by=by, now=now, why=why)
    if outcome == SettleForm.RELEASED:
        return release_promise(promise, by=by, now=now, why=why)
    return answer_for(promise, by=by, now=now, why=why)
