"""What is said after a closing, and what follows: it holds, or it is proposed to open it again.

The private page hands over what came with one press of a button (`heard`), and what was taken back (`taken_back`);
what somebody of ours heard on the telephone goes to `answered`. An answer names its check-in in `about_id`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ground.accounts.models import stand_in
from ground.outbox.writing import withdraw
from incidents import check_ins, reopenings
from incidents.answering import AnswerRefused, Said, deal_with, record_answer
from incidents.choices import Ending, Question, State, StepState, Verdict, Via
from incidents.endings import EndingRefused
from incidents.models import Incident, Reopening
from incidents.progress import reopen_step
from incidents.promises import lock
from trust.models import By, Occasion, Whose
from updates import staff_letters

from .check_ins import whom
from .closing import may_close_at_once, reopen
from .reading import record_and_tell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from customers.models import Contact
    from ground.accounts.models import Person
    from incidents.models import Answer, CheckIn

ABOUT_THE_END = (Question.CHECK_IN, Question.RESOLUTION)
IT_CLOSED_ON = (Question.SUMMARY, Question.SENTENCE, Question.TRUST)
HOW = {Via.PAGE: By.PAGE, Via.REPLY: By.MAIL, Via.CONVERSATION: By.PHONE}


@transaction.atomic
def heard(incident: Incident, answers: Sequence[Answer], *, now: datetime, number: int | None = None) -> None:
    """What came with one press on the private page of a closed incident; nothing happens to one that runs.

    The answers are recorded, and so is the `number` for trust that came with them. An answer to a check-in is noted on
    it; "no" to whether it is settled, and a number below the height at which it was closed, propose to open it again.
    Whoever took the answers tells the owner of them.
    """
    incident = lock(incident)
    if incident.state != State.CLOSED or not answers:
        return
    check_in = _answered_by(incident, answers)
    about = next((one for one in answers if one.question in ABOUT_THE_END), answers[0])
    if check_in is not None:
        check_ins.note_answer(check_in, about, value=number, by=None, now=now)
        withdraw(about=f"check_in:{check_in.pk}", reason=_("They have answered"), now=now)
    verdict = about.verdict if about.question in ABOUT_THE_END else Verdict.WORDS
    if not check_ins.holds(incident, verdict=verdict, value=number):
        reopenings.propose_reopening(incident, answer=about, value=number, check_in=check_in, now=now)


@transaction.atomic
def taken_back(incident: Incident, taken: Sequence[Answer], *, now: datetime) -> None:
    """These answers stand no more. A check-in they answered is as if unanswered, and what they proposed is gone; what
    was closed as met on one of them may have to be opened again."""
    incident = lock(incident)
    answers = [answer.pk for answer in taken]
    incident.reopenings.filter(answer__in=answers, settled_at__isnull=True).delete()
    incident.check_ins.filter(answer__in=answers).update(answer=None, answered_at=None, verdict="", value=None)
    if incident.ending != Ending.MET or incident.closed_at is None:
        return
    closed_at = incident.closed_at
    ground = next((a for a in taken if a.question in IT_CLOSED_ON and a.said_at <= closed_at), None)
    if ground is not None:
        reopenings.propose_reopening(incident, answer=ground, now=now)


def _answered_by(incident: Incident, answers: Sequence[Answer]) -> CheckIn | None:
    """The check-in that one of them names, if it is one of this closing."""
    named = [one.about_id for one in answers if one.question == Question.CHECK_IN]
    found = incident.check_ins.all().standing().filter(pk__in=[pk for pk in named if pk]).first()
    if found is not None:
        found.incident = incident
    return found


@transaction.atomic
def answered(
    check_in: CheckIn,
    *,
    verdict: str,
    now: datetime,
    value: int | None = None,
    words: str = "",
    contact: Contact | None = None,
    by: Person | None = None,
    via: str = Via.CONVERSATION,
    via_id: int | None = None,
    said_at: datetime | None = None,
) -> CheckIn:
    """They said how it is now: `verdict` yes (it has stayed right), no, or in words; `value` trust from 1 to 10.

    `by` is whoever of us noted it. Below the height at which it was closed, or with "no", it is proposed to open it
    again, and the owner is told unless they noted it themselves. An answer that comes when it is open again is kept as
    their word all the same. AnswerRefused, ReadingRefused.
    """
    incident = lock(check_in.incident)
    check_in = incident.check_ins.get(pk=check_in.pk)
    check_in.incident = incident
    contact = contact or check_in.contact or whom(incident)
    if contact is None:
        raise AnswerRefused(_("Say who answered."))
    said = Said(Question.CHECK_IN, verdict, words, via, said_at or now, check_in.pk, via_id)
    answer = record_answer(incident, contact=contact, said=said, by=by, now=now)
    if value is not None:
        _keep_the_number(incident, answer, value, by, now)
    if check_in.void_at is not None or incident.closed_at != check_in.closed_at:
        return check_in
    check_in = check_ins.note_answer(check_in, answer, value=value, by=by, now=now)
    withdraw(about=f"check_in:{check_in.pk}", reason=_("They have answered"), now=now)
    if check_ins.holds(incident, verdict=answer.verdict, value=value):
        _seen_to(answer, by, now)
    else:
        _propose(incident, answer, value, check_in, by, now)
    return check_in


@transaction.atomic
def not_right_after_all(incident: Incident, *, answer: Answer, now: datetime) -> Reopening | None:
    """They said of a closed incident that it is not right, in a reply or aloud; or took back what it closed on."""
    return _propose(lock(incident), answer, None, None, None, now)


def _seen_to(answer: Answer, by: Person | None, now: datetime) -> None:
    """Whoever heard it, or acted on it, has seen to it; an answer that we promised is still to be given."""
    if by is not None and answer.promise_id is None:
        deal_with(answer, by=by, now=now)


def _keep_the_number(incident: Incident, answer: Answer, value: int, by: Person | None, now: datetime) -> None:
    record_and_tell(
        customer=incident.customer,
        value=value,
        whose=Whose.THEIRS,
        occasion=Occasion.CHECK_IN,
        said_at=answer.said_at,
        by=by,
        now=now,
        contact=answer.contact,
        why=answer.words,
        how=HOW[Via(answer.via)],
        incident=incident,
    )


def _propose(
    incident: Incident,
    answer: Answer,
    value: int | None,
    check_in: CheckIn | None,
    by: Person | None,
    now: datetime,
) -> Reopening | None:
    proposed = reopenings.propose_reopening(incident, answer=answer, value=value, check_in=check_in, now=now)
    owner = stand_in(incident.owner, now)
    if proposed is not None and (by is None or by.pk != owner.pk):
        message = staff_letters.reopening_proposed(owner, proposed)
        about = f"reopening:{proposed.pk}"
        staff_letters.post(owner, message, key=f"reopening:{answer.pk}", about=about, now=now)
    return proposed


@transaction.atomic
def open_again(incident: Incident, *, step: int | None, reason: str, by: Person, now: datetime) -> Incident:
    """Open it again, and the step that did not hold; its first update is due by the clock of its severity.

    What was proposed is settled with it. EndingRefused when it is not closed.
    """
    incident = lock(incident)
    proposed = incident.reopenings.waiting().select_related("answer").first()
    opened = reopen(incident, reason=reason, by=by, now=now)
    if proposed is not None:
        _seen_to(proposed.answer, by, now)
    if step is not None and opened.steps.exclude(state=StepState.TODO).filter(number=step).exists():
        reopen_step(opened, number=step, reason=reason, by=by, now=now)
    return Incident.objects.get(pk=opened.pk)


@transaction.atomic
def decline(incident: Incident, *, reason: str, by: Person, now: datetime) -> Reopening:
    """A manager of the team who does not own it leaves it closed, with a reason."""
    incident = lock(incident)
    if not may_close_at_once(incident, by):
        raise EndingRefused(_("Only a manager who does not own this may leave it closed."))
    if not reason.strip():
        raise EndingRefused(_("Write down why. It stays on record."))
    proposed = incident.reopenings.waiting().first()
    if proposed is None:
        raise EndingRefused(_("Nothing waits to be opened again. Somebody has seen to it already."))
    proposed.incident = incident
    _seen_to(proposed.answer, by, now)
    return reopenings.settle_as_declined(proposed, why=reason.strip(), by=by, now=now)
