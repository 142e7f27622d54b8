"""What is wrong with one chain: pure reading of its rows, no query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .erasing import ERASED
from .hashing import digest_of
from .models import Chain, Entry, Text
from .recording import expected_hash


@dataclass(frozen=True)
class Fault:
    """Something in the history that the application has not written like that."""

    kind: str
    subject_id: int
    sequence: int
    what: str

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}, entry {self.sequence}: {self.what}"


def faults_of(head: Chain | None, entries: Sequence[Entry]) -> Iterator[Fault]:
    """Every fault of a chain, in order. `entries` are all of one subject, by sequence, with their words."""
    tellings = (entry.facts for entry in entries if entry.what == ERASED)
    erased = {facts.get("sequence") for facts in tellings if isinstance(facts, dict)}
    before: Entry | None = None
    for entry in entries:
        yield from _missing(entry, after=before.sequence if before else 0, before=entry.sequence)
        for what in _wrong_in(entry, before, told_as_erased=entry.sequence in erased):
            yield Fault(entry.kind, entry.subject_id, entry.sequence, what)
        before = entry
    yield from _wrong_at_the_end(head, before)


def _missing(near: Entry | Chain, *, after: int, before: int) -> Iterator[Fault]:
    for sequence in range(after + 1, before):
        yield Fault(near.kind, near.subject_id, sequence, "is missing")


def _wrong_in(entry: Entry, before: Entry | None, *, told_as_erased: bool) -> Iterator[str]:
    if entry.hash != expected_hash(entry):
        yield "was changed after it was written"
    follows = entry.sequence == (before.sequence if before else 0) + 1
    if follows and entry.previous_hash != (before.hash if before else ""):
        yield "does not follow from the entry before it"
    words: Text | None = getattr(entry, "words", None)
    if entry.text_digest and words is None:
        yield "its words were taken away"
    elif not entry.text_digest and words is not None:
        yield "words were added to it afterwards"
    elif words is not None:
        yield from _wrong_in_words(entry, words, told_as_erased=told_as_erased)


def _wrong_in_words(entry: Entry, words: Text, *, told_as_erased: bool) -> Iterator[str]:
    if words.text is None or words.salt is None:
        if not told_as_erased:
            yield "its words were erased, and no entry tells of it"
    elif digest_of(words.text, words.salt) != entry.text_digest:
        yield "its words were changed after they were written"


def _wrong_at_the_end(head: Chain | None, last: Entry | None) -> Iterator[Fault]:
    if head is None:
        if last is not None:
            yield Fault(last.kind, last.subject_id, last.sequence, "the row that says where this chain ends is missing")
        return
    end = last.sequence if last else 0
    yield from _missing(head, after=end, before=head.last_sequence + 1)
    if head.last_sequence < end:
        yield Fault(head.kind, head.subject_id, end, "stands after the end of its chain")
    elif last is not None and head.last_sequence == end and head.last_hash != last.hash:
        yield Fault(head.kind, head.subject_id, end, "is not the entry with which its chain ended")
