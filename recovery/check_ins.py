"""After closing: they are asked whether it has stayed right, and what they answer may open it again.

The private page hands over what came with one press of a button, each row an `Answer` that is recorded already:

    heard(incident, answers, number=part.number, now=now)

A check-in's letter leaves an `Asking` (question `check_in`, told by `check_in`, `told_id` the check-in), and the answer
names the check-in in `about_id`. What somebody of ours heard on the telephone goes to `answered`, which records it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from ground.accounts.models import stand_in
from ground.outbox.guards import Send, Withdraw
from ground.outbox.models import Letter
from ground.outbox.writing import withdraw, write
from incidents import check_ins, reopenings
from incidents.answering import AnswerRefused, Said, record_answer
from incidents.choices import Question, State, Verdict, Via
from incidents.endings import EndingRefused
from incidents.models import CheckIn, Incident, Reopening
from incidents.progress import reopen_step
from incidents.promises import lock
from incidents.trust_question import may_ask_for_trust
from trust.models import Asked, By, Occasion, Whose
from trust.questions import note_asked
from updates import letters, staff_letters
from updates.links import address_of, link_for, lives, token_of
from updates.models import Link
from updates.sending import earlier_message_ids

from .closing import may_close_at_once, reopen
from .reading import record_and_tell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from customers.models import Contact
    from ground.accounts.models import Person
    from ground.outbox.guards import Verdict as GuardVerdict
    from incidents.models import Answer, CheckInQuerySet

log = structlog.get_logger(__name__)
GUARD = "recovery.check_in"
AT_ONCE = 50
ABOUT_THE_END = (Question.CHECK_IN, Question.RESOLUTION)
HOW = {Via.PAGE: By.PAGE, Via.REPLY: By.MAIL, Via.CONVERSATION: By.PHONE}


def ask_due(*, now: datetime) -> int:
    """Ask what is due, the longest due first; how many were asked. Safe to run twice, at once, or late.

    One that cannot be asked is logged and found again by the next run; it holds up no other.
    """
    return sum(_try_to_ask(pk, now) for pk in CheckIn.objects.to_ask(now).values_list("pk", flat=True)[:AT_ONCE])


def _try_to_ask(pk: int, now: datetime) -> int:
    try:
        return _ask(pk, now)
    except Exception:  # a letter that cannot be made must not keep all others from being asked
        log.exception("check_in_failed", check_in=pk)
        return 0


@transaction.atomic
def _ask(pk: int, now: datetime) -> int:
    """One row: under the lock of its incident it is looked at again, so that of two runs one asks."""
    incident = lock(CheckIn.objects.select_related("incident").get(pk=pk).incident)
    check_in = CheckIn.objects.to_ask(now).filter(pk=pk).first()
    if check_in is None:
        return 0
    check_in.incident = incident
    if _is_overtaken(check_in, now):
        check_in.void_at = now
        check_in.save(update_fields=["void_at"])
        return 0
    return _ask_them(check_in, now)


def _is_overtaken(check_in: CheckIn, now: datetime) -> bool:
    """It opened again meanwhile, or we were away so long that the next one is due as well: nobody is asked twice."""
    incident = check_in.incident
    later = incident.check_ins.filter(closed_at=check_in.closed_at, day__gt=check_in.day, due_at__lte=now)
    return incident.closed_at != check_in.closed_at or later.exists()


@transaction.atomic
def ask_now(check_in: CheckIn, *, by: Person, now: datetime) -> CheckIn:
    """Somebody of ours asks before it is due. EndingRefused when it was asked or answered already."""
    incident = lock(check_in.incident)
    found = incident.check_ins.filter(pk=check_in.pk, asked_at=None, answered_at=None, void_at=None).first()
    if found is None:
        raise EndingRefused(_("This is not waiting to be asked any more."))
    found.incident = incident
    _ask_them(found, now, by=by)
    return found


def _ask_them(check_in: CheckIn, now: datetime, *, by: Person | None = None) -> int:
    incident = check_in.incident
    check_in.contact = whom(incident)
    if check_in.contact is None or not check_in.contact.reachable_by_mail(now):
        ring_them(check_in, now=now)
        return 0
    trust = may_ask_for_trust(check_in.contact, now=now) is None
    letter = _write(check_in, check_in.contact, trust=trust, now=now)
    if trust:
        note_asked(check_in.contact, about=Asked.TRUST, by=by, now=now)
    check_ins.note_asked(check_in, letter_id=letter.pk, trust=trust, by=by, now=now)
    return 1


def whom(incident: Incident) -> Contact | None:
    """Who is asked: whoever speaks for the customer in this incident, or there now."""
    speaker = incident.speaker
    if speaker is not None and speaker.left_at is None:
        return speaker
    return incident.customer.contacts.all().here().filter(speaks=True).first()


def _write(check_in: CheckIn, contact: Contact, *, trust: bool, now: datetime) -> Letter:
    incident, link = check_in.incident, link_for(check_in.incident, contact, now=now)
    message = letters.check_in_letter(
        incident,
        contact,
        trust=trust,
        closed_at=check_in.closed_at,
        link_address=address_of(link),
        references=earlier_message_ids(incident, contact),
        now=now,
    )
    return write(
        key=f"check_in:{check_in.pk}",
        recipient=contact.email,
        message=message,
        about=f"check_in:{check_in.pk}",
        now=now,
        thread=f"incident:{incident.pk}",
        guard=GUARD,
        listener=GUARD,
        secrets=[token_of(link)],
    )


def ring_them(check_in: CheckIn, *, now: datetime) -> None:
    """No letter reaches them: whoever owns it is told to ring."""
    check_ins.ring_instead(check_in, now=now)
    owner = stand_in(check_in.incident.owner, now)
    message = staff_letters.check_in_to_ring(owner, check_in)
    staff_letters.post(owner, message, key=f"ring:{check_in.pk}", about=f"check_in_ring:{check_in.pk}", now=now)


def may_go(letter: Letter, now: datetime) -> GuardVerdict:
    """Only while the closing stands and nobody has answered, to the address the contact still has."""
    check_in = _of_letter(CheckIn.objects.standing().filter(answered_at__isnull=True), letter)
    if check_in is None or check_in.contact is None:
        return Withdraw("there is nothing to ask any more")
    link = Link.objects.select_related("incident", "contact").filter(incident=check_in.incident_id)
    opens = link.filter(contact=check_in.contact_id).first()
    if opens is None or not lives(opens, now):
        return Withdraw("the link in it opens nothing any more")
    if check_in.contact.email.casefold() != letter.recipient.casefold():
        return Withdraw("this address no longer belongs to the contact")
    return Send()


def letter_finished(letter: Letter, now: datetime) -> None:
    """Accepted, or failed for good: then somebody rings."""
    if letter.state != Letter.State.ACCEPTED:
        letter_withdrawn(letter, now)


def letter_withdrawn(letter: Letter, now: datetime) -> None:
    """It did not go: where the question still stands, somebody rings."""
    check_in = _of_letter(CheckIn.objects.standing().filter(answered_at=None, ring_since=None), letter)
    if check_in is not None:
        ring_them(check_in, now=now)


def _of_letter(found: CheckInQuerySet, letter: Letter) -> CheckIn | None:
    people = ("incident__customer", "incident__owner", "contact__customer")
    return found.select_related(*people).filter(pk=letter.about.removeprefix("check_in:")).first()


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
    if not check_ins.holds(incident, verdict=answer.verdict, value=value):
        _propose(incident, answer, value, check_in, by, now)
    return check_in


@transaction.atomic
def not_right_after_all(incident: Incident, *, answer: Answer, now: datetime) -> Reopening | None:
    """They said of a closed incident that it is not right, in a reply or aloud; or took back what it closed on."""
    return _propose(lock(incident), answer, None, None, None, now)


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
def confirm(proposed: Reopening, *, step: int | None, reason: str, by: Person, now: datetime) -> Incident:
    """Open it again, and the step that did not hold; its first update is due by the clock of its severity."""
    incident = lock(proposed.incident)
    _demand_waiting(proposed)
    opened = reopen(incident, reason=reason, by=by, now=now)
    if step is not None and opened.steps.exclude(state="todo").filter(number=step).exists():
        reopen_step(opened, number=step, reason=reason, by=by, now=now)
    return Incident.objects.get(pk=opened.pk)


@transaction.atomic
def decline(proposed: Reopening, *, reason: str, by: Person, now: datetime) -> Reopening:
    """A manager of the team who does not own it leaves it closed, with a reason."""
    incident = lock(proposed.incident)
    if not may_close_at_once(incident, by):
        raise EndingRefused(_("Only a manager who does not own this may leave it closed."))
    if not reason.strip():
        raise EndingRefused(_("Write down why. It stays on record."))
    proposed = _demand_waiting(proposed)
    return reopenings.settle_as_declined(proposed, why=reason.strip(), by=by, now=now)


def _demand_waiting(proposed: Reopening) -> Reopening:
    found = Reopening.objects.waiting().select_related("incident", "settled_by").filter(pk=proposed.pk).first()
    if found is None:
        raise EndingRefused(_("Somebody has seen to this already."))
    return found
