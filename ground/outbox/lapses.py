"""Lapses: letters whose worker is gone come back, and one that keeps killing its worker is parked."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.db.models.functions import Now

from . import claiming, outcomes
from .marking import KEPT_FOR_ANOTHER_TRY
from .models import Letter, State
from .retrying import wait

PARKED_AFTER = 5
REASON = "The worker was lost with this letter in hand."


@transaction.atomic(durable=True)
def take_back(now: datetime) -> int:
    """Put back every letter whose lease ran out; how many.

    A worker takes the letters of one claim in hand one after the other, so of each claim only the first that is left
    was in its hand when it died; the others are innocent and lose neither time nor an attempt.
    """
    lapsed = Letter.objects.filter(state=State.SENDING, lease_until__lt=Now()).select_for_update()
    found = list(lapsed.defer("raw").order_by("lease_token", "due_at", "pk"))
    for _token, claimed in groupby(found, key=lambda letter: letter.lease_token):
        _put_back(claimed, now)
    return len(found)


def _put_back(claimed: Iterable[Letter], now: datetime) -> None:
    in_hand, *innocent = claimed
    claiming.give_back(innocent)
    in_hand.deaths += 1
    in_hand.last_error = REASON
    in_hand.lease_until = in_hand.lease_token = None
    if in_hand.deaths >= PARKED_AFTER:
        _park(in_hand, now)
    else:
        in_hand.state = State.WAITING
        in_hand.due_at = now + wait(in_hand.deaths, customer=in_hand.customer, chance=random.uniform(-1, 1))  # noqa: S311
        in_hand.save(update_fields=["state", "due_at", "deaths", "last_error", "lease_until", "lease_token"])


def _park(letter: Letter, now: datetime) -> None:
    letter.state, letter.finished_at, letter.call_at = State.PARKED, now, None
    letter.blank_at = now + KEPT_FOR_ANOTHER_TRY if letter.secrets else None
    letter.save(
        update_fields=[
            *("state", "deaths", "last_error", "lease_until", "lease_token"),
            *("finished_at", "blank_at", "call_at"),
        ]
    )
    outcomes.tell(letter, now)
