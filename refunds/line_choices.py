"""What people decide about single lines and open questions: recorded with a reason, and reckoned with at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from .calculated import Calculation, LineChoice, LineKind, QuestionAnswer
from .questions import ANSWERS, Answer, Asked
from .reckoning_ahead import again_or_ask
from .refusals import RefundRefused

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from ground.accounts.models import Person


@transaction.atomic
def choose_line(
    latest: Calculation, *, key: str, included: bool, why: str, by: Person, now: datetime
) -> Calculation | None:
    """Leave a line out, or take it in again, for a reason: a new version of the sheet; None while a worker makes it."""
    _refuse_old(latest)
    line = latest.lines.filter(kind=LineKind.LINE, key=key).first()
    if line is None:
        raise RefundRefused(_("This line is not on the sheet."))
    if not why.strip():
        raise RefundRefused(_("Say why."))
    if line.included == included:
        raise RefundRefused(_("It is included already.") if included else _("It is left out already."))
    LineChoice.objects.create(
        refund=latest.refund, key=key, included=included, why=why.strip(), chosen_by=by, chosen_at=now
    )
    words = _("%(line)s is included again: %(why)s") if included else _("%(line)s is left out: %(why)s")
    return again_or_ask(latest, by=by, now=now, why=words % {"line": key, "why": why.strip()})


@transaction.atomic
def answer_question(
    latest: Calculation,
    *,
    asked: str,
    about: str,
    answer: str,
    why: str,
    by: Person,
    now: datetime,
    day: date | None = None,
    price: Decimal | None = None,
) -> Calculation | None:
    """Record the answer to a question of the sheet; the next version reckons with it. None while a worker makes it."""
    _refuse_old(latest)
    if not any((one["asked"], one["about"]) == (asked, about) for one in latest.questions):
        raise RefundRefused(_("This question is not on the sheet."))
    if answer not in ANSWERS[Asked(asked)]:
        raise RefundRefused(_("Choose one of the answers."))
    if not why.strip():
        raise RefundRefused(_("Say why."))
    if answer == Answer.DAY and day is None:
        raise RefundRefused(_("Name the day."))
    if answer == Answer.PRICE and price is None:
        raise RefundRefused(_("Name the price."))
    QuestionAnswer.objects.create(
        refund=latest.refund,
        asked=asked,
        about=about,
        answer=answer,
        why=why.strip(),
        day=day,
        price=price,
        answered_by=by,
        answered_at=now,
    )
    words = {"about": about, "answer": Answer(answer).label, "why": why.strip()}
    return again_or_ask(latest, by=by, now=now, why=_("%(about)s: %(answer)s. %(why)s") % words)


def _refuse_old(latest: Calculation) -> None:
    if latest.refund.calculations.filter(version__gt=latest.version).exists():
        raise RefundRefused(_("There is a newer version of this sheet. Look at that one first."))
