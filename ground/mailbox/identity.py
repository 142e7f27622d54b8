"""Which mail is the same mail: by its Message-ID and its words, whichever way it came. Pure.

A Message-ID alone does not do: careless senders use one twice, and whoever knows one could keep the real mail out. The
ways in differ in the head (Received, Return-Path), so only the body and the head's own words are looked at.
"""

from __future__ import annotations

import hashlib
import re

_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_OWN_WORDS = (b"message-id", b"date", b"from", b"subject")


def identity_of(raw: bytes) -> str:
    """SHA-256 over Message-ID, Date, From, Subject and body; over all bytes when there is neither ID nor date."""
    head, body = head_and_body(raw)
    words = _own_words(head)
    if not words.get(b"message-id") and not words.get(b"date"):
        return hashlib.sha256(_unix(raw)).hexdigest()
    digest = hashlib.sha256()
    for name in _OWN_WORDS:
        digest.update(name + b":" + words.get(name, b"") + b"\n")
    digest.update(_unix(body).rstrip(b"\n"))
    return digest.hexdigest()


def head_and_body(raw: bytes) -> tuple[bytes, bytes]:
    found = _END_OF_HEAD.search(raw)
    return (raw[: found.start()], raw[found.end() :]) if found else (raw, b"")


def _own_words(head: bytes) -> dict[bytes, bytes]:
    """The first of each of the headers that every way leaves alone, its folding undone."""
    found: dict[bytes, bytes] = {}
    name = b""
    for line in _unix(head).split(b"\n"):
        if line[:1] in (b" ", b"\t"):
            if name:
                found[name] += b" " + line.strip()
            continue
        before, colon, after = line.partition(b":")
        name = before.strip().lower()
        if not colon or name not in _OWN_WORDS or name in found:
            name = b""
            continue
        found[name] = after.strip()
    return found


def _unix(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")
