"""How often somebody may be asked for a number. Pure; all instants are aware, spans are elapsed time of 24-hour days.

Our own limits (PRODUCT.md, reading of trust and five elements): nothing is asked in the first notice, at most one
question a letter, trust at most once in 14 days and the five elements at most once in 90, to one contact.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import datetime

TRUST_EVERY = timedelta(days=14)
ELEMENTS_EVERY = timedelta(days=90)
QUESTIONS_A_LETTER = 1


class NotNow(TextChoices):
    """Why something is not asked, in a sentence for the person who writes."""

    FIRST_NOTICE = "first_notice", _("The first notice asks them nothing.")
    DECLINED = "declined", _("They do not want to be asked this again.")
    ONE_A_LETTER = "one_a_letter", _("This letter asks them something already.")
    TRUST_TOO_SOON = "trust_too_soon", _("They gave or were asked for a number less than 14 days ago.")
    ELEMENTS_TOO_SOON = "elements_too_soon", _("They were asked these five questions less than 90 days ago.")


def may_ask_trust(
    *,
    now: datetime,
    last_asked_at: datetime | None,
    first_notice: bool = False,
    questions_in_letter: int = 0,
    declined: bool = False,
) -> NotNow | None:
    """None when this contact may be asked how much they trust us, else the reason why not.

    `last_asked_at`: when the question was last put to this contact, or they last said a number unasked. Exactly 14
    days later they may be asked again. `questions_in_letter`: the questions the letter holds already. No errors.
    """
    held = _held_back(first_notice=first_notice, questions_in_letter=questions_in_letter, declined=declined)
    return held or (NotNow.TRUST_TOO_SOON if _within(TRUST_EVERY, last_asked_at, now) else None)


def may_ask_elements(
    *,
    now: datetime,
    last_asked_at: datetime | None,
    first_notice: bool = False,
    questions_in_letter: int = 0,
    declined: bool = False,
) -> NotNow | None:
    """None when this contact may be asked the five short questions, else the reason why not; as `may_ask_trust`.

    Exactly 90 days later they may be asked again. No errors.
    """
    held = _held_back(first_notice=first_notice, questions_in_letter=questions_in_letter, declined=declined)
    return held or (NotNow.ELEMENTS_TOO_SOON if _within(ELEMENTS_EVERY, last_asked_at, now) else None)


def _held_back(*, first_notice: bool, questions_in_letter: int, declined: bool) -> NotNow | None:
    if first_notice:
        return NotNow.FIRST_NOTICE
    if declined:
        return NotNow.DECLINED
    return NotNow.ONE_A_LETTER if questions_in_letter >= QUESTIONS_A_LETTER else None


def _within(span: timedelta, last: datetime | None, now: datetime) -> bool:
    return last is not None and now - last < span
