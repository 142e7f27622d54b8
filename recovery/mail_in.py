"""What becomes of a mail that came in: a person's reply is taken, what a machine wrote is set aside, the rest waits.

Asked by the mailbox for every mail, in the transaction that marks it. Nothing here answers automatic mail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ground.accounts.models import House, Person
from ground.mailbox.choices import Kind, State
from ground.mailbox.placing import Fate
from ground.outbox.models import Letter
from updates.came_back import complained_about, letter_came_back, reason_of
from updates.choices import FoundBy
from updates.matching import Found, find, letter_about
from updates.models import Received

from .check_ins import ring_if_it_was_a_check_in
from .replies import Refused, take_reply, words_of_reply

if TYPE_CHECKING:
    from datetime import datetime

    from ground.mailbox.kinds import Judged
    from ground.mailbox.models import Mail
    from ground.mailbox.parsing import Parsed

SET_ASIDE = (Kind.AUTOMATIC,)
BY_MACHINES = {Kind.AWAY: "away", Kind.LIST: "list"}


def place(mail: Mail, parsed: Parsed, now: datetime) -> Fate:
    """Keep where it leads in a row of ours, and say what becomes of it."""
    if _is_ours(parsed):
        return Fate(State.AUTOMATIC, "our_own")
    kind = parsed.judged.kind
    if parsed.judged.returned is not None:
        return _returned(mail, parsed.judged, now)
    found = find(parsed)
    note_where(mail, found)
    if kind in SET_ASIDE:
        return Fate(State.AUTOMATIC, parsed.judged.why)
    if kind in BY_MACHINES:
        known = found.incident is not None and found.contact is not None
        return Fate(State.TRAY, BY_MACHINES[kind]) if known else Fate(State.AUTOMATIC, parsed.judged.why)
    if kind != Kind.PERSON:
        return Fate(State.TRAY, parsed.judged.why)
    return _by_a_person(mail, parsed, found, now)


def _returned(mail: Mail, judged: Judged, now: datetime) -> Fate:
    """A letter that came back, is delayed, or was called unwanted. What is about no letter of ours is set aside."""
    returned = judged.returned
    assert returned is not None
    if judged.kind == Kind.DELAYED:
        about = letter_about(returned.message_ids)
    else:
        about = (complained_about if judged.kind == Kind.COMPLAINT else letter_came_back)(returned, now=now)
    if about is None:
        note_where(mail, Found())
        return Fate(State.AUTOMATIC, "no_letter_of_ours")
    customer = about.incident.customer
    note_where(mail, Found(about.incident, customer, about.contact, about.letter_id, FoundBy.LETTER))
    if judged.kind == Kind.DELAYED:
        return Fate(State.AUTOMATIC, "delayed")
    if judged.kind == Kind.BOUNCE:
        ring_if_it_was_a_check_in(about.letter_id, now=now)
    return Fate(State.TRAY, "unwanted" if judged.kind == Kind.COMPLAINT else reason_of(returned.status))


def note_where(mail: Mail, found: Found) -> Received:
    kept, _new = Received.objects.update_or_create(
        mail=mail,
        defaults={
            "incident": found.incident,
            "customer": found.customer,
            "contact": found.contact,
            "letter_id": found.letter_id,
            "found_by": found.found_by,
        },
    )
    return kept


def _by_a_person(mail: Mail, parsed: Parsed, found: Found, now: datetime) -> Fate:
    why = found.why or _from_us(parsed) or parsed.judged.why or ("" if words_of_reply(mail) else "nothing_new")
    if why or found.incident is None or found.contact is None:
        return Fate(State.TRAY, why or "stranger")
    try:
        take_reply(mail, parsed.attachments, incident=found.incident, contact=found.contact, by=None, now=now)
    except Refused as refused:
        return Fate(State.TRAY, refused.why)
    return Fate(State.PLACED)


def _is_ours(parsed: Parsed) -> bool:
    """One of our own letters came round to us: nobody's voice."""
    return bool(parsed.message_id) and Letter.objects.filter(message_id=parsed.message_id).exists()


def _from_us(parsed: Parsed) -> str:
    """Written by one of our people, or with our own sender: it may be forwarded, and is no word of the customer."""
    email = parsed.sender.email
    ours = House.objects.filter(sender__iexact=email).exists() or Person.objects.filter(email__iexact=email).exists()
    return "from_us" if ours else ""
