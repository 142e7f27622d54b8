"""How an entry is hashed: pure functions, so that anyone can recompute a chain by hand."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime

Facts = Mapping[str, str | int | None]


def digest_of(text: str, salt: str) -> str:
    """Stands for a text in the hash: without the salt, even a guessed text cannot be recognised in it."""
    return hmac.new(salt.encode(), text.encode(), hashlib.sha256).hexdigest()


def hash_of(
    *,
    subject: tuple[str, int],
    sequence: int,
    by_id: int | None,
    at: datetime,
    what: str,
    facts: Facts,
    previous_hash: str,
    text_digest: str,
) -> str:
    """SHA-256 over canonical JSON (sorted keys, no spaces, ASCII); the instant in UTC with six decimals."""
    content = {
        "subject": list(subject),
        "sequence": sequence,
        "by": by_id,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "what": what,
        "facts": facts,
        "previous": previous_hash,
        "text": text_digest,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
