"""Fetching mail by IMAP: by UID, peeking, never deleting and never marking. The client is the standard library's."""

from __future__ import annotations

import imaplib
import re
import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .limits import KEPT_OF_TOO_LARGE, LARGEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .waysin import Mailbox

TIMEOUT = 30.0
BROKEN = (OSError, imaplib.IMAP4.error)
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,12})")
_UID = re.compile(rb"\bUID (\d{1,10})\b")


class MailboxAway(Exception):
    """The server could not be reached, refused us, or broke off; says which, never a password."""


class Box:
    """One selected folder, read only."""

    def __init__(self, client: imaplib.IMAP4) -> None:
        self._client = client
        self.validity = 0

    def select(self, folder: str) -> None:
        _ok(self._client.select(f'"{folder}"', readonly=True), "the folder cannot be opened")
        _name, values = self._client.response("UIDVALIDITY")
        self.validity = int(values[0]) if values and values[0] else 0

    def newer_than(self, uid: int) -> list[int]:
        """UIDs above this one, in order. A range with a star always finds the last mail, so that is left out again."""
        found = _ok(self._client.uid("SEARCH", f"UID {uid + 1}:*"), "the mailbox cannot be searched")
        numbers = [int(one) for line in found if line for one in line.split()]
        return sorted(number for number in numbers if number > uid)

    def fetch(self, uid: int) -> bytes | None:
        """The bytes of one mail, only the first of one that is too large; None when it is there no more."""
        state, sizes = self._client.uid("FETCH", str(uid), "(UID RFC822.SIZE)")
        lines = b" ".join(one if isinstance(one, bytes) else one[0] for one in sizes if one)
        size = _SIZE.search(lines)
        if state != "OK" or size is None:
            return None
        what = "BODY.PEEK[]" if int(size[1]) <= LARGEST else f"BODY.PEEK[]<0.{KEPT_OF_TOO_LARGE}>"
        found = _ok(self._client.uid("FETCH", str(uid), f"(UID {what})"), "a mail cannot be fetched")
        return next((bytes(one[1]) for one in found if isinstance(one, tuple)), None)


@contextmanager
def opened(mailbox: Mailbox) -> Iterator[Box]:
    """The folder, selected; MailboxAway for whatever goes wrong on the way there and in it."""
    try:
        client = _connect(mailbox)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxAway(f"{type(error).__name__} while connecting") from error
    try:
        _ok(client.login(mailbox.user, mailbox.password), "sign-in was refused")
        box = Box(client)
        box.select(mailbox.folder)
        yield box
    except imaplib.IMAP4.error as error:
        raise MailboxAway("the server refused us: " + _printable(error)) from error
    except OSError as error:
        raise MailboxAway(f"{type(error).__name__} while reading") from error
    finally:
        _leave(client)


def _connect(mailbox: Mailbox) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    if mailbox.tls:
        return imaplib.IMAP4_SSL(mailbox.host, mailbox.port, ssl_context=context, timeout=TIMEOUT)
    client = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=TIMEOUT)
    if mailbox.starttls:
        client.starttls(ssl_context=context)
    return client


def _leave(client: imaplib.IMAP4) -> None:
    try:
        client.logout()
    except (OSError, imaplib.IMAP4.error):
        client.shutdown()


def _ok(answer: tuple[str, list[Any]], trouble: str) -> list[Any]:
    state, found = answer
    if state != "OK":
        raise MailboxAway(trouble)
    return found


def _printable(error: Exception) -> str:
    return "".join(letter for letter in str(error)[:200] if letter.isprintable())
