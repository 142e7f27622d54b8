"""The final bytes of a letter, fixed once: one recipient, Date, Message-ID and boundaries; no rows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses, make_msgid

from django.utils.translation import gettext as _

WIRE = SMTP.clone(cte_type="7bit")
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


class LetterRefused(ValueError):
    """A letter that may not be stored; says why in a sentence a person can act on."""


@dataclass(frozen=True)
class Composed:
    sender: str
    recipient: str
    subject: str
    message_id: str
    raw: bytes


def one_address(text: str) -> str:
    """The one plain address in `text`, its domain as it goes on the wire; anything else is refused."""
    local, at, domain = text.rpartition("@")
    try:
        address = f"{local}@{domain.encode('idna').decode()}" if at and domain else ""
    except UnicodeError:
        address = ""
    if len(address) > 254 or not ADDRESS.fullmatch(address):
        raise LetterRefused(
            _("A letter goes to one plain address like name@example.com. This is not one: %s") % shown(text)
        )
    return address


def shown(text: str) -> str:
    """What was typed, short and without control characters, so that a sentence can quote it."""
    return "".join(letter if letter.isprintable() else "�" for letter in text[:80])


def compose(message: EmailMessage, *, recipient: str, now: datetime) -> Composed:
    """Fix everything that a second rendering would make differently."""
    recipient = one_address(recipient)
    _address_to(message, recipient)
    sender = one_address(_only(_addresses(message, "Sender") or _addresses(message, "From")))
    if "Date" not in message:
        message["Date"] = format_datetime(now)
    if "Message-ID" not in message:
        message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    try:
        raw = message.as_bytes(policy=WIRE)
    except (MessageError, UnicodeError, ValueError, LookupError) as error:
        raise LetterRefused(_("This letter cannot be written as mail: %s") % error) from error
    return Composed(sender, recipient, str(message["Subject"] or ""), str(message["Message-ID"]), raw)


def _address_to(message: EmailMessage, recipient: str) -> None:
    """The letter names its one recipient, and nobody else gets a copy by its head."""
    if "To" not in message:
        message["To"] = recipient
    named = _addresses(message, "To") + _addresses(message, "Cc") + _addresses(message, "Bcc")
    if {one_address(address) for address in named} != {recipient}:
        raise LetterRefused(_("A letter names its one recipient and nobody else."))


def _addresses(message: EmailMessage, header: str) -> list[str]:
    return [address for _name, address in getaddresses([str(value) for value in message.get_all(header, [])])]


def _only(addresses: Iterable[str]) -> str:
    found = list(addresses)
    if len(found) != 1:
        raise LetterRefused(_("A letter has one sender."))
    return found[0]
