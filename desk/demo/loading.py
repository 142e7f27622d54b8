"""Raising the curtain: people, customers, the past, what is open, and the clock on the stage's Thursday."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, OuterRef, Subquery

from desk.demo import halvorsen, replies, rowan
from desk.demo.campaign import find_the_others
from desk.demo.cast import Cast, hire
from desk.demo.customers import welcome
from desk.demo.decisions import ask_for_decisions
from desk.demo.moments import Moments, next_stage
from desk.demo.past import past_cases
from desk.demo.present import BEING_CHECKED, OPEN_AFTER_HALVORSEN, OPEN_BEFORE_HALVORSEN
from desk.demo.telling import live, report
from ground.outbox.models import Letter
from ground.worktime.models import DemoClock
from updates.choices import RecipientState
from updates.models import Recipient, Update

if TYPE_CHECKING:
    from datetime import datetime

BEFORE_EVERYTHING = timedelta(days=600)
BEFORE_ROWAN = 30
"""Rowan is TR-1031 and Halvorsen TR-1042, as everywhere in the story."""
NOT_MAILED = "250 part of the demo’s story"


def load(real_now: datetime) -> Cast:
    """Everything the demo needs, by the product's own verbs; the demo's clock is set to the stage."""
    stage = next_stage(real_now)
    moments, opening = Moments(stage), stage - BEFORE_EVERYTHING
    cast = hire(opening)
    customers = welcome(cast, opening)
    past = past_cases()
    for case in past[:BEFORE_ROWAN]:
        live(case, customers[case.customer], cast, moments)
    rowan.tell_the_story(customers["Rowan Boatworks"], cast, moments)
    for case in [*past[BEFORE_ROWAN:], *OPEN_BEFORE_HALVORSEN]:
        live(case, customers[case.customer], cast, moments)
    halvorsen.tell_the_story(customers["Halvorsen Marine Supply"], cast, moments)
    for case in OPEN_AFTER_HALVORSEN:
        live(case, customers[case.customer], cast, moments)
    report(BEING_CHECKED, customers[BEING_CHECKED.customer], cast, moments, by="Sam")
    ask_for_decisions(cast, moments)
    _post_the_past(stage)
    replies.post(moments)
    DemoClock.objects.create(offset=stage - real_now)
    transaction.on_commit(lambda: _afterwards(cast, moments))
    return cast


def _afterwards(cast: Cast, moments: Moments) -> None:
    """What is opened in the background needs the rest to be there first."""
    find_the_others(cast, moments)
    _post_the_past(moments.stage)


def _post_the_past(stage: datetime) -> None:
    """The letters of the story left when it says; none of them is mailed now."""
    past = Letter.objects.filter(state=Letter.State.WAITING, due_at__lte=stage)
    left = Update.objects.filter(pk=OuterRef("update")).values("undo_until")[:1]
    Recipient.objects.filter(letter_id__in=past.values("pk")).update(
        state=RecipientState.HANDED_OVER, state_at=Subquery(left), words=NOT_MAILED
    )
    past.update(
        state=Letter.State.ACCEPTED,
        sent_at=F("due_at"),
        finished_at=F("due_at"),
        blank_at=F("due_at"),
        relay_reply=NOT_MAILED,
        call_at=None,
    )
