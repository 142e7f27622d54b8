"""Reading every chain again: what was changed, taken out or cut off behind the application's back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import merge
from itertools import groupby, islice
from operator import attrgetter, itemgetter

from django.db import transaction

from . import heads
from .chains import Fault, faults_of
from .models import Chain, Entry

BATCH = 500


@dataclass
class Reading:
    """What was read, and what was found."""

    subjects: int = 0
    entries: int = 0
    files: int = 0
    heads: int = 0
    faults: list[Fault] = field(default_factory=list)


def verify() -> Reading:
    """Read the whole history and the published heads; takes no lock but for a chain that looks wrong."""
    reading = Reading()
    for kind in sorted({*_kinds(Chain), *_kinds(Entry)}):
        for head, entries in _side_by_side(kind):
            reading.subjects += 1
            reading.entries += len(entries)
            if any(faults_of(head, entries)):
                subject_id = head.subject_id if head else entries[0].subject_id
                reading.faults += _faults_under_lock(kind, subject_id)
    _compare_with_heads(reading)
    return reading


def _kinds(model: type[Chain] | type[Entry]) -> list[str]:
    return list(model._default_manager.order_by().values_list("kind", flat=True).distinct())


def _side_by_side(kind: str) -> Iterator[tuple[Chain | None, list[Entry]]]:
    """Each subject's chain row and its entries, either of which may be gone."""
    chains = Chain.objects.filter(kind=kind).order_by("subject_id").iterator(BATCH)
    entries = Entry.objects.filter(kind=kind).select_related("words").order_by("subject_id", "sequence").iterator(BATCH)
    told = ((chain.subject_id, chain, list[Entry]()) for chain in chains)
    found = ((subject_id, None, list(group)) for subject_id, group in groupby(entries, key=attrgetter("subject_id")))
    for _, pair in groupby(merge(told, found, key=itemgetter(0)), key=itemgetter(0)):
        parts = list(pair)
        yield next((chain for _, chain, _ in parts if chain), None), [e for _, _, group in parts for e in group]


@transaction.atomic
def _faults_under_lock(kind: str, subject_id: int) -> list[Fault]:
    """Look again while nobody writes: an entry may have come between reading the chain row and its entries."""
    head = Chain.objects.select_for_update().filter(kind=kind, subject_id=subject_id).first()
    return list(faults_of(head, list(Entry.objects.about(kind, subject_id))))


def _compare_with_heads(reading: Reading) -> None:
    for file in heads.files():
        reading.files += 1
        published = heads.read(file)
        while some := list(islice(published, BATCH)):
            reading.heads += len(some)
            reading.faults += _faults_against(some)


def _faults_against(published: list[heads.Head]) -> Iterator[Fault]:
    now_there = {
        (kind, subject_id, sequence): hash_
        for kind, group in groupby(sorted(published, key=attrgetter("kind")), key=attrgetter("kind"))
        for subject_id, sequence, hash_ in _hashes(kind, list(group))
    }
    for head in published:
        hash_ = now_there.get((head.kind, head.subject_id, head.sequence))
        if hash_ is None:
            what = f"is missing, but was the end of its chain in {head.file}"
        elif hash_ != head.hash:
            what = f"is another one than the end of its chain in {head.file}"
        else:
            continue
        yield Fault(head.kind, head.subject_id, head.sequence, what)


def _hashes(kind: str, published: list[heads.Head]) -> Iterator[tuple[int, int, str]]:
    wanted = Entry.objects.filter(
        kind=kind,
        subject_id__in={head.subject_id for head in published},
        sequence__in={head.sequence for head in published},
    )
    return wanted.values_list("subject_id", "sequence", "hash").iterator()
