"""What stands in a mail: who wrote, what is new in it, what it answers, what came with it, what kind it is. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.policy import compat32
from typing import TYPE_CHECKING

from .authentication import vouched_for
from .charsets import clean
from .choices import Kind
from .heads import Address, Head
from .kinds import Judged, judge
from .limits import LARGEST_HEAD
from .markup import words_of
from .parts import Attachment, Parts, TooComplicated, take_apart
from .quotes import Words, apart, without_sent_from

if TYPE_CHECKING:
    from datetime import datetime

ROUTES = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "resent-to")


@dataclass(frozen=True)
class Envelope:
    """What the way in knows beside the bytes. `sender` is None where it is not known, "" for the null return path."""

    received_at: datetime
    sender: str | None = None
    to: str = ""


@dataclass(frozen=True)
class Parsed:
    """`senders` are all addresses in From: a mail with two has none we could trust. `answers` are the Message-IDs it
    names, the nearest first. `signed`: our server vouches for the domain of the one sender."""

    message_id: str
    senders: tuple[Address, ...]
    answers: tuple[str, ...]
    recipients: tuple[str, ...]
    subject: str
    sent_at: datetime | None
    text: str
    rest: str
    attachments: tuple[Attachment, ...]
    judged: Judged
    signed: bool
    faults: tuple[str, ...]

    @property
    def sender(self) -> Address:
        """The one sender, or nobody."""
        return self.senders[0] if len(self.senders) == 1 else Address("", "")


def parse(raw: bytes, envelope: Envelope, *, authority: str = "") -> Parsed:
    """Bounded in time and memory for any bytes; what is built to break readers comes back as unreadable."""
    try:
        parts = take_apart(raw)
    except (TooComplicated, RecursionError):
        return _only_its_head(raw, envelope)
    words = _words(parts)
    judged = judge(parts, words.new, received=envelope.received_at.date(), envelope_from=envelope.sender)
    faults = parts.faults + (("outlook",) if parts.tnef else ())
    return _parsed(parts.head, envelope, authority, words, parts.attachments, judged, faults)


def _words(parts: Parts) -> Words:
    """The plain text, or what the HTML says when there is none; what is new apart from the rest."""
    text = parts.plain if parts.plain.strip() else clean(words_of(parts.html)) if parts.html else ""
    return without_sent_from(apart(text))


def _only_its_head(raw: bytes, envelope: Envelope) -> Parsed:
    message = BytesHeaderParser(policy=compat32).parsebytes(raw[:LARGEST_HEAD])
    nothing, judged = Words("", ""), Judged(Kind.UNREADABLE, "too_complicated")
    return _parsed(Head.of(message.raw_items()), envelope, "", nothing, (), judged, ("structure",))


def _parsed(
    head: Head,
    envelope: Envelope,
    authority: str,
    words: Words,
    attachments: tuple[Attachment, ...],
    judged: Judged,
    faults: tuple[str, ...],
) -> Parsed:
    senders = tuple({address.email: address for address in head.addresses("from")}.values())
    to = [envelope.to.lower()] if envelope.to else []
    answers = [*head.ids("in-reply-to"), *reversed(head.ids("references"))]
    return Parsed(
        message_id=next(iter(head.ids("message-id")), "")[:255],
        senders=senders,
        answers=tuple(dict.fromkeys(answers)),
        recipients=tuple(dict.fromkeys([*to, *(address.email for address in head.addresses(*ROUTES))])),
        subject=head.text("subject"),
        sent_at=head.moment("date"),
        text=words.new,
        rest=words.rest,
        attachments=attachments,
        judged=judged,
        signed=len(senders) == 1 and vouched_for(head, senders[0].email, authority=authority),
        faults=faults,
    )
