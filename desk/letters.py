"""Letters as they left: whom they went to, what became of them, and their words read back from the bytes sent."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from desk import mail_doors
from ground.accounts.models import House
from ground.mailbox.choices import Kind, State
from ground.outbox.models import Letter
from incidents.counting import Count, count_words
from incidents.models import Incident
from updates.choices import RecipientState
from updates.clock_words import day_and_time
from updates.links import MASK, mask
from updates.models import Received, Recipient

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


def counts_of_views(person: Person) -> dict[str, Any]:
    """How much mail waits, came and was set aside, in one statement; `reads`: whether this person may read any."""
    if not person.powers.feelings:
        return {"reads": False}
    lists = {
        "tray": Count(mail_doors.in_tray(person)),
        "received": Count(mail_doors.taken(person)),
        "automatic": Count(mail_doors.set_aside(person)),
    }
    found = House.objects.annotate(**lists).values(*lists).first() or dict.fromkeys(lists, 0)
    return {"reads": True, **{name: count_words(number) for name, number in found.items()}}


def what_came_of(letter_ids: Iterable[int]) -> dict[int, str]:
    """For letters somebody answered: "answered", or "away" when only a machine did."""
    came = Received.objects.filter(letter_id__in=list(letter_ids))
    found: dict[int, str] = {}
    for number, kind, state in came.values_list("letter_id", "mail__kind", "mail__state"):
        letter_id = number or 0
        if kind == Kind.PERSON and state == State.PLACED:
            found[letter_id] = "answered"
        elif kind == Kind.AWAY:
            found.setdefault(letter_id, "away")
    return found


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
    numbers = [c.letter_id for c in found if c.letter_id]
    letters, came = Letter.objects.filter(pk__in=numbers).defer("raw").in_bulk(), what_came_of(numbers)
    return [_row(c, letters.get(c.letter_id or 0), came.get(c.letter_id or 0, ""), now, ZoneInfo(zone)) for c in found]


def _row(copy: Recipient, letter: Letter | None, came: str, now: datetime, zone: ZoneInfo) -> LetterRow:
    tone, icon, state = state_of_copy(copy, came)
    update = copy.update
    return LetterRow(
        pk=copy.letter_id or 0,
        to=copy.contact.name,
        customer=update.incident.customer.name,
        heading=update.heading,
        kind=_("%(kind)s, letter %(number)s") % {"kind": update.get_kind_display(), "number": update.number},
        when=day_and_time(update.sent_at, now, zone),
        state=state,
        tone=tone,
        icon=icon,
        relay=relay_words(letter),
    )


def state_of_copy(copy: Recipient, came: str) -> tuple[str, str, str]:
    """Tone, icon and word; that they answered says more than that it was handed over."""
    if copy.state == RecipientState.HANDED_OVER and came == "answered":
        return "kept", "reply", _("Answered")
    if copy.state == RecipientState.HANDED_OVER and came == "away":
        return "soon", "moon", _("Away")
    tone, icon = LOOKS[RecipientState(copy.state)]
    return tone, icon, str(copy.get_state_display())


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
        lines.append(line(letter.finished_at, capfirst(str(letter.get_state_display())), letter.last_error))
    else:
        lines.append(line(letter.due_at, _("Next try")))
    return [*lines, *(line(at, text, said) for at, text, said in _what_followed(letter))]


def _what_followed(letter: Letter) -> list[tuple[datetime, str, str]]:
    """What their side did with it: sent it back, answered, was away."""
    found: list[tuple[datetime, str, str]] = []
    back = Recipient.objects.filter(letter_id=letter.pk, state=RecipientState.CAME_BACK, state_at__isnull=False).first()
    if letter.state == Letter.State.ACCEPTED and back is not None and back.state_at is not None:
        found.append((back.state_at, _("Came back from their mail server"), back.words))
    mails = Received.objects.filter(letter_id=letter.pk).select_related("mail", "contact").defer("mail__raw")
    for one in mails.order_by("mail__received_at"):
        name = one.contact.name if one.contact else one.mail.sender
        if one.mail.kind == Kind.PERSON and one.mail.state == State.PLACED:
            found.append((one.mail.received_at, _("%(name)s answered") % {"name": name}, ""))
        elif one.mail.kind == Kind.AWAY:
            found.append((one.mail.received_at, _("An absence note of %(name)s came") % {"name": name}, ""))
    return found
