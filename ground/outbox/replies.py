"""What a relay's reply means for the letter, the recipient or us (codes of RFC 5321, details of RFC 3463); pure."""

from __future__ import annotations

import re
from enum import Enum

from .refusals import ChannelRefused, Later, Lost, Refused

SERVICE_CLOSING = 421
TOO_LARGE = re.compile(r"^552\b|\b5\.3\.4\b")
# Refusals of our login, our quota or our right to relay, at whatever moment they are said.
ABOUT_US = re.compile(
    r"^53[0458]\b|\b5\.7\.8\b|\b5\.4\.5\b"
    r"|\brelay(ing)?( access)?( is)? (denied|prohibited|not (allowed|permitted))"
    r"|\b(unable|not allowed|not permitted|refus\w+|denied) to relay\b",
    re.IGNORECASE,
)


class Moment(Enum):
    GREETING = "greeting"
    SENDER = "sender"
    RECIPIENT = "recipient"
    TEXT = "text"


def said(code: int, words: bytes | str) -> str:
    """The reply as one short printable line."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return "".join(letter if letter.isprintable() else " " for letter in f"{code} {text}")[:500]


def judge(code: int, words: bytes | str, moment: Moment) -> str:
    """The reply in words when it lets us go on; else the refusal it means, raised."""
    reply = said(code, words)
    if 200 <= code < 400:
        return reply
    if code == SERVICE_CLOSING or not 400 <= code < 600:
        raise Lost(reply)
    if code < 500:
        raise Lost(reply) if moment is Moment.GREETING else Later(reply)
    raise _for_good(reply, moment)


def _for_good(reply: str, moment: Moment) -> Refused | ChannelRefused:
    """Who is meant by a 5xx: before the sender it is us; the sender is ours; a recipient or a text is the letter's."""
    if moment is Moment.GREETING:
        return ChannelRefused(reply)
    if ABOUT_US.search(reply):
        return ChannelRefused(reply, suspect=True)
    if moment is Moment.SENDER and not TOO_LARGE.search(reply):
        return ChannelRefused(reply, suspect=True)
    return Refused(reply)
