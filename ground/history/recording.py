"""Writing history: one entry per change, in the transaction of the change."""

import secrets
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from .hashing import Facts, digest_of, hash_of
from .models import Chain, Entry, Text


class OutsideTransaction(RuntimeError):
    """An entry would be committed without the change it tells of, or the other way round."""


def record(
    subject: tuple[str, int],
    *,
    by: AbstractBaseUser | None,
    what: str,
    now: datetime,
    text: str = "",
    facts: Facts | None = None,
) -> Entry:
    """Append to the chain of `subject`, under its lock. `by` is None for the house itself.

    `facts` stay for ever and are hashed as they are: ids and small values, nothing personal. What may have to be
    erased one day goes into `text`.
    """
    _refuse_what_would_not_last(now, facts or {})
    chain, _ = Chain.objects.select_for_update().get_or_create(kind=subject[0], subject_id=subject[1])
    salt = secrets.token_hex(16)
    entry = _next_entry(chain, by=by, what=what, at=now, facts=facts or {}, text_digest=text and digest_of(text, salt))
    entry.save(force_insert=True)
    if text:
        Text.objects.create(entry=entry, salt=salt, text=text)
    chain.last_sequence, chain.last_hash = entry.sequence, entry.hash
    chain.save(update_fields=["last_sequence", "last_hash"])
    return entry


def _refuse_what_would_not_last(now: datetime, facts: Facts) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction("record() belongs into the transaction of the change it tells of.")
    if now.tzinfo is None:
        raise ValueError("history needs an instant with its zone")
    for name, value in facts.items():
        if value is not None and not isinstance(value, (str, int)):
            raise TypeError(f"fact {name!r} must be text, a whole number or None, not {type(value).__name__}")


def _next_entry(
    chain: Chain, *, by: AbstractBaseUser | None, what: str, at: datetime, facts: Facts, text_digest: str
) -> Entry:
    entry = Entry(
        kind=chain.kind,
        subject_id=chain.subject_id,
        sequence=chain.last_sequence + 1,
        at=at,
        by_id=by.pk if by else None,
        what=what,
        facts=dict(facts),
        text_digest=text_digest,
        previous_hash=chain.last_hash,
    )
    entry.hash = expected_hash(entry)
    return entry


def expected_hash(entry: Entry) -> str:
    """What the hash of an entry must be, computed from its columns."""
    return hash_of(
        subject=(entry.kind, entry.subject_id),
        sequence=entry.sequence,
        by_id=entry.by_id,
        at=entry.at,
        what=entry.what,
        facts=entry.facts,
        previous_hash=entry.previous_hash,
        text_digest=entry.text_digest,
    )
