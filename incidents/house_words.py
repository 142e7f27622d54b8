"""The phrases a house has to write: read by the apology check, set by an administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ground.accounts.models import House
from ground.history.recording import record

from .models import RequiredPhrase

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ground.accounts.models import Person

AT_MOST, LONGEST = 30, 200


class PhrasesRefused(Exception):
    """Why these phrases cannot be kept, in a sentence; `field` is where they were typed."""

    def __init__(self, sentence: str, field: str = "phrases") -> None:
        super().__init__(sentence)
        self.field = field


def required_phrases() -> list[str]:
    """One statement."""
    return list(RequiredPhrase.objects.values_list("words", flat=True))


@transaction.atomic
def set_required_phrases(phrases: Iterable[str], *, by: Person, now: datetime, why: str) -> bool:
    """These and no others; whether anything changed. Empty ones and repetitions are left out."""
    wanted = list(dict.fromkeys(words for phrase in phrases if (words := " ".join(phrase.split()))))
    _refuse(wanted, by, why)
    house = House.objects.select_for_update().get()
    if wanted == required_phrases():
        return False
    RequiredPhrase.objects.exclude(words__in=wanted).delete()
    kept = set(required_phrases())
    RequiredPhrase.objects.bulk_create(RequiredPhrase(words=words) for words in wanted if words not in kept)
    text = "; ".join([why.strip(), *wanted])
    record(("house", house.pk), by=by, what="house.phrases_set", now=now, text=text, facts={"phrases": len(wanted)})
    return True


def _refuse(wanted: list[str], by: Person, why: str) -> None:
    if not by.powers.administers:
        raise PhrasesRefused(_("An administrator sets this."))
    if not why.strip():
        raise PhrasesRefused(_("Say why you change it."), "why")
    if len(wanted) > AT_MOST:
        raise PhrasesRefused(_("Keep it to %(most)s phrases.") % {"most": AT_MOST})
    if any(len(words) > LONGEST for words in wanted):
        raise PhrasesRefused(_("A phrase can have %(most)s letters at most.") % {"most": LONGEST})
