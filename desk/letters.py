"""Letters as they left: whom they went to, what became of them, and their words read back from the bytes sent."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ground.outbox.models import Letter
from incidents.models import Incident
from updates.choices import RecipientState
from updates.clock_words import day_and_time
from updates.links import MASK, mask
from updates.models import Recipient

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from email.message import EmailMessage

    from django.db.models import QuerySet

    from ground.accounts.models import Person

LOOKS = {
    RecipientState.WAITING: ("", "hourglass-split"),
    RecipientState.HANDED_OVER: ("kept", "check-lg"),
    RecipientState.CAME_BACK: ("late", "envelope-x"),
    RecipientState.TAKEN_BACK: ("", "arrow-counterclockwise"),
}


@dataclass(frozen=True)
class LetterRow:
    pk: int
    to: str
    customer: str
    heading: str
    kind: str
    when: str
    state: str
    tone: str
    icon: str
    relay: str


def sent_to_customers(person: Person) -> QuerySet[Recipient]:
    """Every copy of every update about an incident this person may see, newest first."""
    visible = Incident.objects.visible_to(person).order_by().values("pk")
    copies = Recipient.objects.filter(update__incident__in=visible, letter_id__isnull=False)
    return copies.select_related("update__incident__customer", "contact").order_by("-update__sent_at", "-pk")


def sent_to(person: Person) -> QuerySet[Letter]:
    """What the house wrote to this person: reminders, warnings, reports."""
    return Letter.objects.filter(recipient__iexact=person.email, customer=False).defer("raw").order_by("-pk")


def rows_of_copies(copies: Iterable[Recipient], now: datetime, zone: str) -> list[LetterRow]:
    found = list(copies)
    letters = Letter.objects.filter(pk__in=[c.letter_id for c in found if c.letter_id]).defer("raw").in_bulk()
    return [_row(copy, letters.get(copy.letter_id or 0), now, ZoneInfo(zone)) for copy in found]


def _row(copy: Recipient, letter: Letter | None, now: datetime, zone: ZoneInfo) -> LetterRow:
    tone, icon = LOOKS[RecipientState(copy.state)]
    update = copy.update
    return LetterRow(
        pk=copy.letter_id or 0,
        to=copy.contact.name,
        customer=update.incident.customer.name,
        heading=update.heading,
        kind=_("%(kind)s, letter %(number)s") % {"kind": update.get_kind_display(), "number": update.number},
        when=day_and_time(update.sent_at, now, zone),
        state=copy.get_state_display(),
        tone=tone,
        icon=icon,
        relay=relay_words(letter),
    )


def rows_of_letters(letters: Iterable[Letter], now: datetime, zone: str) -> list[LetterRow]:
    place = ZoneInfo(zone)
    return [
        LetterRow(
            pk=letter.pk,
            to=letter.recipient,
            customer="",
            heading=letter.subject,
            kind=_("From the house"),
            when=day_and_time(letter.wanted_at, now, place),
            state=capfirst(str(letter.get_state_display())),
            tone="kept" if letter.state == Letter.State.ACCEPTED else "",
            icon="check-lg" if letter.state == Letter.State.ACCEPTED else "hourglass-split",
            relay=relay_words(letter),
        )
        for letter in letters
    ]


def relay_words(letter: Letter | None) -> str:
    if letter is None:
        return ""
    return letter.relay_reply or letter.last_error or _("Not handed over yet")


def letter_to_read(person: Person, pk: int) -> Letter | None:
    """The letter behind this number when this person may read it."""
    letter = Letter.objects.filter(pk=pk).first()
    if letter is None:
        return None
    if letter.customer:
        return letter if sent_to_customers(person).filter(letter_id=pk).exists() else None
    return letter if letter.recipient.casefold() == person.email.casefold() else None


def parsed(letter: Letter) -> EmailMessage:
    return message_from_bytes(bytes(letter.raw), policy=policy.default)  # type: ignore[return-value]


def plain_text(letter: Letter) -> str:
    """The plain twin, every private link masked."""
    return _words(letter, "plain")


def html(letter: Letter) -> str:
    """The letter as a mail program shows it, every private link masked; empty when it is plain only."""
    return _words(letter, "html")


def _words(letter: Letter, kind: str) -> str:
    part = parsed(letter).get_body((kind,))
    text = part.get_content() if part is not None else ""
    for secret in letter.secrets:
        text = text.replace(secret, MASK)
    return mask(text)


def way(letter: Letter, now: datetime, zone: str) -> list[dict[str, Any]]:
    """What happened to it, in order."""
    place = ZoneInfo(zone)

    def line(at: datetime, text: str, said: str = "") -> dict[str, Any]:
        return {"at": at, "when": day_and_time(at, now, place), "text": text, "said": mask(said)}

    lines = [line(letter.created_at, _("Written, and put in the outbox"))]
    if letter.tried_since:
        lines.append(line(letter.tried_since, _("First try did not go through"), letter.last_error))
    if letter.state == Letter.State.ACCEPTED and letter.sent_at:
        text = _("Taken by the mail relay, try %(n)s") % {"n": max(letter.attempts, 1)}
        lines.append(line(letter.sent_at, text, letter.relay_reply))
    elif letter.finished_at:
        lines.append(line(letter.finished_at, str(letter.get_state_display()).capitalize(), letter.last_error))
    else:
        lines.append(line(letter.due_at, _("Next try")))
    return lines
