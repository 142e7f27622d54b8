"""One form, four ends of a promise: which verb each calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from desk.promise_forms import SettleForm
from incidents.promises import answer_for, keep_promise, refuse_the_clock
from updates.agreeing import agree_on_a_new_date, let_go

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ground.accounts.models import Person
    from incidents.models import Promise


def settle(promise: Promise, data: Mapping[str, Any], *, by: Person, now: datetime) -> str:
    """`data` is a clean SettleForm; the sentence says what was done."""
    refuse_the_clock(promise)
    talk = {name: data[name] for name in ("contact", "channel", "their_words")}
    if data["outcome"] == SettleForm.KEPT:
        keep_promise(promise, by=by, now=now, why=data["why"], done_at=data["done_at"])
        return _("It is noted as done.")
    if data["outcome"] == SettleForm.MOVED:
        agree_on_a_new_date(promise, due_at=data["due_at"], why=data["why"], by=by, now=now, **talk)
        return _("The new date is noted, with what they said.")
    if data["outcome"] == SettleForm.RELEASED:
        let_go(promise, by=by, now=now, **talk)
        return _("It is noted that they released us.")
    answer_for(promise, by=by, now=now, why=data["why"])
    return _("It is noted that it will not be kept. Tell them first, in your next update.")
