"""Blanking: the tokens inside a final letter become stars in its stored bytes."""

from __future__ import annotations

import base64
import email
import re
from datetime import datetime

from django.db import transaction

from .models import Letter

SOFT_BREAK = rb"(?:=\r?\n)?"


def blank(letter: Letter) -> None:
    """Replace the letter's secrets in its bytes and in what the relay said, keeping every length; not saved here."""
    if not letter.secrets:
        return
    raw = bytes(letter.raw)
    for secret in letter.secrets:
        raw = _blank_encoded(_blank_plain(raw, secret), secret)
        letter.relay_reply = letter.relay_reply.replace(secret, "*" * len(secret))
        letter.last_error = letter.last_error.replace(secret, "*" * len(secret))
    letter.raw, letter.secrets, letter.blank_at, letter.blanked = raw, [], None, True


def _blank_plain(raw: bytes, secret: str) -> bytes:
    """As it stands, or as quoted-printable writes it: any byte as =XX, a soft break between any two."""
    written = [b"(?:" + re.escape(bytes([byte])) + b"|=%02X)" % byte for byte in secret.encode()]
    return re.sub(SOFT_BREAK.join(written), _stars, raw)


def _stars(match: re.Match[bytes]) -> bytes:
    return b"".join(piece if b"\n" in piece else b"*" * len(piece) for piece in re.split(rb"(=\r?\n)", match[0]))


def _blank_encoded(raw: bytes, secret: str) -> bytes:
    """In parts that travel as base64: same length, so the lines stay where they were."""
    if b"base64" not in raw.lower():
        return raw
    for part in email.message_from_bytes(raw).walk():
        if part.get("Content-Transfer-Encoding", "").strip().lower() != "base64":
            continue
        lines = str(part.get_payload()).encode("ascii", "ignore")
        content = base64.b64decode(lines)
        blanked = content.replace(secret.encode(), b"*" * len(secret.encode()))
        if blanked != content:
            raw = raw.replace(lines, _rewrap(base64.b64encode(blanked), lines))
    return raw


def _rewrap(encoded: bytes, like: bytes) -> bytes:
    """The characters of `encoded` on lines as long as those of `like`."""
    characters = iter(encoded)
    return bytes(byte if byte in b"\r\n" else next(characters) for byte in like)


def blank_old(now: datetime) -> int:
    """Blank the failed and parked letters whose week for another try is over; how many."""
    due = Letter.objects.filter(blank_at__lte=now).order_by("blank_at").values_list("pk", flat=True)[:100]
    return sum(_blank_one(pk, now) for pk in list(due))


@transaction.atomic(durable=True)
def _blank_one(pk: int, now: datetime) -> bool:
    letter = Letter.objects.select_for_update(skip_locked=True).filter(pk=pk, blank_at__lte=now).first()
    if letter is None:
        return False
    blank(letter)
    letter.blank_at = None
    letter.save(update_fields=["raw", "secrets", "blanked", "blank_at", "relay_reply", "last_error"])
    return True
