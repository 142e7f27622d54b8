"""After closing: they are asked whether it has stayed right, each check-in once, by a letter of the house or aloud.

The letter leaves an `Asking` (question `check_in`, told by `check_in`, `told_id` the check-in). What they answer goes
to `after_closing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from ground.accounts.models import stand_in
from ground.outbox.guards import Send, Withdraw
from ground.outbox.models import Letter
from ground.outbox.writing import write
from incidents import check_ins
from incidents.choices import Question, Via
from incidents.endings import EndingRefused
from incidents.models import CheckIn, Incident
from incidents.promises import lock
from incidents.trust_question import may_ask_for_trust
from trust.models import Asked, By
from trust.questions import note_asked
from updates import letters, staff_letters
from updates.links import address_of, link_for, lives, token_of
from updates.models import Link
from updates.sending import earlier_message_ids

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Contact
    from ground.accounts.models import Person
    from ground.outbox.guards import Verdict as GuardVerdict
    from incidents.models import CheckInQuerySet

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


def ring_if_it_was_a_check_in(letter_id: int, *, now: datetime) -> None:
    """The relay took it and it came back after all: where the question still stands, somebody rings."""
    letter = Letter.objects.filter(pk=letter_id, guard=GUARD).defer("raw").first()
    if letter is not None:
        letter_withdrawn(letter, now)


def _of_letter(found: CheckInQuerySet, letter: Letter) -> CheckIn | None:
    people = ("incident__customer", "incident__owner", "contact__customer")
    return found.select_related(*people).filter(pk=letter.about.removeprefix("check_in:")).first()
