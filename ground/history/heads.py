"""The heads of all chains, published to files outside the database, so that a tail cannot be cut off unseen.

A file tells the chains that changed since the file before; all files together tell every chain. Each line of a file is
JSON: kind, id, sequence, hash. Copies of the files on another machine make the proof stronger.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog
from django.conf import settings
from django.db.models import F, QuerySet

from .models import Chain, PublishedHead

BATCH = 500
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Head:
    """The end of a chain, as a file tells it."""

    kind: str
    subject_id: int
    sequence: int
    hash: str
    file: str


def publish(*, now: datetime) -> Path | None:
    """Write the heads that changed since the last file; None when none did. Safe to run twice."""
    path = _directory() / f"{now.astimezone(UTC):%Y-%m-%dT%H%M%S.%fZ}.jsonl"
    unfinished = path.with_suffix(".part")
    seen: list[PublishedHead] = []
    digest = hashlib.sha256()
    with unfinished.open("wb") as file:
        for chain in _to_publish().iterator(chunk_size=BATCH):
            line = json.dumps([chain.kind, chain.subject_id, chain.last_sequence, chain.last_hash]).encode() + b"\n"
            digest.update(line)
            file.write(line)
            seen.append(PublishedHead(chain=chain, sequence=chain.last_sequence))
        file.flush()
        os.fsync(file.fileno())
    if not seen:
        unfinished.unlink()
        return None
    unfinished.replace(path)
    PublishedHead.objects.bulk_create(
        seen, batch_size=BATCH, update_conflicts=True, unique_fields=["chain"], update_fields=["sequence"]
    )
    log.info("history_heads_published", file=path.name, chains=len(seen), sha256=digest.hexdigest())
    return path


def files() -> list[Path]:
    """Every published file, oldest first."""
    return sorted(_directory().glob("*.jsonl"))


def read(file: Path) -> Iterator[Head]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            kind, subject_id, sequence, hash_ = json.loads(line)
            yield Head(kind, subject_id, sequence, hash_, file.name)


def _to_publish() -> QuerySet[Chain]:
    """Every chain when there is no file yet: they may have been lost, and the rows do not know."""
    chains = Chain.objects.filter(last_sequence__gt=0).order_by("pk")
    return chains.exclude(published__sequence=F("last_sequence")) if files() else chains


def _directory() -> Path:
    directory = Path(settings.HISTORY_HEADS_DIR)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    return directory
