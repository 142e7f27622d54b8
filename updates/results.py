"""What became of our letters: the outbox tells, the update and the contact are marked, the owner is warned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ground.accounts.models import stand_in
from ground.history.recording import record
from ground.outbox.guards import Send, Withdraw
from ground.outbox.models import Letter
from incidents.models import Incident
from incidents.promises import lock

from . import letters, staff_letters
from .choices import NudgeState, RecipientState, UpdateState
from .models import Nudge, Recipient
from .not_told import did_not_happen
from .reminders import why_settled

if TYPE_CHECKING:
    from datetime import datetime

    from ground.outbox.guards import Verdict

    from .models import Update

ON_ITS_WAY = (RecipientState.WAITING, RecipientState.HANDED_OVER)


def may_go(letter: Letter, now: datetime) -> Verdict:
    """A customer's letter goes only to an address that still belongs to a contact who may receive it."""
    copies = Recipient.objects.filter(letter_id=letter.pk).select_related("contact", "update")
    for copy in copies:
        if copy.update.state != UpdateState.TOLD:
            return Withdraw(_("the update was taken back"))
        if copy.contact.takes_mail and copy.contact.email.casefold() == letter.recipient.casefold():
            return Send()
    return Withdraw(_("this address no longer belongs to the contact"))


def letter_finished(letter: Letter, now: datetime) -> None:
    """Accepted by the relay, or failed for good."""
    accepted = letter.state == Letter.State.ACCEPTED
    copies = copies_of(letter.pk)
    for copy in copies:
        copy.state = RecipientState.HANDED_OVER if accepted else RecipientState.CAME_BACK
        copy.state_at, copy.words = now, (letter.relay_reply or letter.last_error)[:300]
        copy.save(update_fields=["state", "state_at", "words"])
        if not accepted:
            _came_back(copy, now)
    if copies and not accepted:
        _count_as_told_or_not(copies[0].update, now)


def letter_withdrawn(letter: Letter, now: datetime) -> None:
    """The guard held that it must not go: for this contact the update did not happen."""
    for copy in copies_of(letter.pk):
        copy.state, copy.state_at, copy.words = RecipientState.TAKEN_BACK, now, letter.last_error[:300]
        copy.save(update_fields=["state", "state_at", "words"])
        _count_as_told_or_not(copy.update, now)


def letter_undelivered(letter: Letter, now: datetime) -> None:
    """The relay refused it for a day: the update does not count as told to this contact, though we keep trying."""
    copies = copies_of(letter.pk)
    Recipient.objects.filter(letter_id=letter.pk).update(
        state=RecipientState.CAME_BACK, state_at=now, words=letter.last_error[:300]
    )
    if copies:
        _count_as_told_or_not(copies[0].update, now)


def letter_worries(letter: Letter, now: datetime) -> None:
    """Not accepted in time: the owner is told, so that they can ring."""
    for copy in Recipient.objects.filter(letter_id=letter.pk).select_related("update", "contact")[:1]:
        _warn(copy.update, copy, letters.trouble_waiting, f"waiting:{letter.pk}", now)


def came_back(copy: Recipient, words: str, now: datetime) -> None:
    """It was handed over, and their mail server sent it back."""
    copy.state, copy.state_at, copy.words = RecipientState.CAME_BACK, now, words
    copy.save(update_fields=["state", "state_at", "words"])
    _came_back(copy, now)
    _count_as_told_or_not(copy.update, now)


def copies_of(letter_id: int) -> list[Recipient]:
    """Those the letter went to, read under the lock of the incident: its row comes first, as in every verb."""
    found = Recipient.objects.filter(letter_id=letter_id)
    for incident in Incident.objects.filter(updates__recipients__in=found).order_by("pk").distinct():
        lock(incident)
    return list(found.select_related("update__incident__customer", "contact"))


def _came_back(copy: Recipient, now: datetime) -> None:
    if copy.contact.email.casefold() == copy.address.casefold():
        copy.contact.bounced_at, copy.contact.bounce_reason = now, copy.words
        copy.contact.save(update_fields=["bounced_at", "bounce_reason"])
    incident = copy.update.incident
    record(
        incident.history_subject,
        by=None,
        what="letter.came_back",
        now=now,
        text=copy.words,
        facts={"update": copy.update_id, "contact": copy.contact_id},
    )
    _warn(copy.update, copy, letters.trouble_came_back, f"back:{copy.pk}", now)


def _warn(update: Update, copy: Recipient, compose: letters.Trouble, key: str, now: datetime) -> None:
    owner = stand_in(update.incident.owner, now)
    message = compose(owner, update=update, contact=copy.contact, words=copy.words, now=now)
    staff_letters.post(owner, message, key=f"trouble:{key}", about=f"trouble:{update.pk}", now=now)


def _count_as_told_or_not(update: Update, now: datetime) -> None:
    if update.state == UpdateState.TOLD and not update.recipients.filter(state__in=ON_ITS_WAY).exists():
        did_not_happen(update, state=UpdateState.REACHED_NOBODY, by=None, now=now)


def reminder_may_go(letter: Letter, now: datetime) -> Verdict:
    """A reminder goes only when every line of it is still true; else it is withdrawn and written anew without them.

    Tried before, it goes as it is while one line is true: some of it may have arrived. The claim has counted already.
    """
    nudges = list(Nudge.objects.filter(letter_id=letter.pk).select_related("promise"))
    settled = [nudge for nudge in nudges if not nudge.promise.is_live]
    if not settled or (letter.attempts > 1 and len(settled) < len(nudges)):
        return Send()
    return Withdraw(why_settled(settled[0].promise))


def reminder_withdrawn(letter: Letter, now: datetime) -> None:
    """Lines that are settled end here; the others wait for the next tick, which writes them again."""
    for nudge in Nudge.objects.filter(letter_id=letter.pk).select_related("promise"):
        nudge.letter_id = None
        nudge.state = NudgeState.WAITING if nudge.promise.is_live else NudgeState.WITHDRAWN
        nudge.why = "" if nudge.promise.is_live else why_settled(nudge.promise)
        nudge.written_at = None if nudge.promise.is_live else now
        nudge.save(update_fields=["letter_id", "state", "why", "written_at"])
