"""Asking, deciding, sending back: one row, locked, one outcome, every change in its history.

A verb that comes too late keeps the note that was sent and then raises: whoever calls it inside a transaction of their
own catches the refusal there, so that the note is committed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ground.history.recording import record

from . import refusals
from .models import Decision, State
from .refusals import DecisionRefused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.contrib.auth.base_user import AbstractBaseUser

    from ground.money.amounts import Money

    Details = Mapping[str, str | int | None]
    Subject = tuple[str, int]


@transaction.atomic
def ask(
    *,
    what: str,
    subject: Subject,
    summary: str,
    by: AbstractBaseUser,
    now: datetime,
    within: Subject | None = None,
    reason: str = "",
    amount: Money | None = None,
    version: str | int = "",
    details: Details | None = None,
) -> Decision:
    """Ask for a decision; one at a time for each (what, subject). What was sent back before is withdrawn for it."""
    waiting = Decision.objects.about(*subject).filter(what=what)
    for before in waiting.filter(state=State.SENT_BACK).select_for_update():
        _withdraw(before, by=by, now=now, why="")
    larger = within or subject
    decision = Decision(
        what=what,
        subject_kind=subject[0],
        subject_id=subject[1],
        within_kind=larger[0],
        within_id=larger[1],
        summary=summary.strip(),
        reason=reason.strip(),
        details=dict(details or {}),
        asked_by_id=by.pk,
        asked_at=now,
        amount_minor=amount.minor if amount else None,
        currency=amount.currency if amount else "",
        version=str(version),
    )
    try:
        with transaction.atomic():
            decision.save(force_insert=True)
    except IntegrityError:
        first = waiting.waiting().select_related("asked_by").first()
        if first is None:
            raise
        raise refusals.asked_already(first, now) from None
    _record(decision, "asked", by, now, text="\n".join(filter(None, [decision.summary, decision.reason])))
    return decision


def approve(
    decision: Decision,
    *,
    by: AbstractBaseUser,
    now: datetime,
    words: str = "",
    amount: Money | None = None,
    version: str | int | None = None,
) -> Decision:
    """Say yes to exactly the sum and the version that were seen; a decision on money is never without its sum."""
    return _answer_it(decision, State.APPROVED, by=by, now=now, words=words, seen=(amount, version))


def refuse(decision: Decision, *, by: AbstractBaseUser, now: datetime, words: str = "") -> Decision:
    """Say no; the reason goes to whoever asked."""
    return _answer_it(decision, State.REFUSED, by=by, now=now, words=words)


def send_back(decision: Decision, *, by: AbstractBaseUser, now: datetime, question: str) -> Decision:
    """Neither yes nor no: a question to whoever asked."""
    if not question.strip():
        raise DecisionRefused(_("Write the question you send back."))
    return _answer_it(decision, State.SENT_BACK, by=by, now=now, words=question)


@transaction.atomic
def answer(
    decision: Decision,
    *,
    by: AbstractBaseUser,
    now: datetime,
    reason: str,
    amount: Money | None = None,
    version: str | int | None = None,
) -> Decision:
    """Ask again after the question that came back: only who asked, with an answer, and the sum as it is now."""
    decision = _locked(decision)
    if decision.state != State.SENT_BACK:
        raise refusals.no_longer_waiting(decision, now, noted=False)
    if by.pk != decision.asked_by_id:
        raise DecisionRefused(_("Only who asked for this can answer the question."))
    if not reason.strip():
        raise DecisionRefused(_("Answer the question, then ask again."))
    decision.state, decision.decided_by, decision.decided_at, decision.words = State.ASKED, None, None, ""
    decision.reason, decision.asked_at = reason.strip(), now
    if amount is not None:
        decision.amount_minor, decision.currency = amount.minor, amount.currency
    if version is not None:
        decision.version = str(version)
    decision.save()
    _record(decision, "answered", by, now, text=decision.reason)
    return decision


@transaction.atomic
def withdraw(decision: Decision, *, by: AbstractBaseUser | None, now: datetime, why: str = "") -> Decision:
    """Take it back before it is decided. `why` is the sentence a late decider reads; `by` is None for the house."""
    decision = _locked(decision)
    if decision.state not in (State.ASKED, State.SENT_BACK):
        raise refusals.no_longer_waiting(decision, now, noted=False)
    return _withdraw(decision, by=by, now=now, why=why)


@transaction.atomic
def withdraw_all(*, what: str, within: Subject, by: AbstractBaseUser | None, now: datetime, why: str) -> list[Decision]:
    """What was asked there is settled otherwise: none of it waits any more. `why` is what a late decider reads."""
    asked = Decision.objects.within(within[0], [within[1]]).filter(what=what)
    waiting = asked.filter(state__in=(State.ASKED, State.SENT_BACK)).select_for_update().order_by("pk")
    return [_withdraw(decision, by=by, now=now, why=why) for decision in waiting]


def _withdraw(decision: Decision, *, by: AbstractBaseUser | None, now: datetime, why: str) -> Decision:
    decision.state, decision.decided_by, decision.decided_at, decision.words = State.WITHDRAWN, None, None, why.strip()
    decision.save()
    _record(decision, "withdrawn", by, now, text=decision.words)
    return decision


def _answer_it(
    decision: Decision,
    state: State,
    *,
    by: AbstractBaseUser,
    now: datetime,
    words: str,
    seen: tuple[Money | None, str | int | None] | None = None,
) -> Decision:
    """The first one wins; a later one's words are kept before they are told so."""
    with transaction.atomic():
        decision = _locked(decision)
        if decision.state == State.ASKED:
            _check(decision, by, seen)
            decision.state, decision.decided_at, decision.words = state, now, words.strip()
            decision.decided_by_id = by.pk
            decision.save()
            _record(decision, state.value, by, now, text=decision.words)
            return decision
        if noted := bool(words.strip()):
            _record(decision, "noted", by, now, text=words.strip())
    raise refusals.no_longer_waiting(decision, now, noted=noted)


def _check(decision: Decision, by: AbstractBaseUser, seen: tuple[Money | None, str | int | None] | None) -> None:
    if by.pk == decision.asked_by_id:
        raise refusals.own()
    if seen is None:
        return
    amount, version = seen
    if decision.amount is not None and amount is None:
        raise DecisionRefused(_("Say which sum you approve."))
    if amount is not None and decision.amount is not None and amount != decision.amount:
        raise refusals.sum_changed(amount, decision.amount)
    if version is not None and str(version) != decision.version:
        raise refusals.version_changed()


def _locked(decision: Decision) -> Decision:
    locked = Decision.objects.select_for_update(of=("self",))
    return locked.select_related("asked_by", "decided_by").get(pk=decision.pk)


def _record(decision: Decision, what: str, by: AbstractBaseUser | None, now: datetime, *, text: str = "") -> None:
    facts: dict[str, str | int | None] = {"what": decision.what, "version": decision.version}
    if decision.amount_minor is not None:
        facts |= {"amount": decision.amount_minor, "currency": decision.currency}
    record(decision.history_subject, by=by, what=f"decision.{what}", now=now, text=text, facts=facts)
