"""Short texts for letters: kept, changed, taken out. They only ever stand in a composer, where somebody reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ground.accounts.models import House, Person, Role
from ground.history.recording import record

from .models import Snippet

if TYPE_CHECKING:
    from datetime import datetime

    from .snippet_rows import SnippetQuerySet

AT_MOST = 100
WRITERS = (Role.ACCOUNT_MANAGER, Role.MANAGER)
"""Who writes to customers, and so has snippets of their own."""


class SnippetRefused(Exception):
    """Why this cannot be kept, in a sentence; `field` is where it was typed."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Words:
    """What a snippet says, its name and its language."""

    name: str
    text: str
    language: str


@transaction.atomic
def add_snippet(words: Words, *, owner: Person | None, by: Person, now: datetime) -> Snippet:
    """Of `owner`, or of the house. Its name is given once a language, so that the list stays clear."""
    subject, others = _kept_by(owner, by)
    if others.count() >= AT_MOST:
        raise SnippetRefused(_("Keep it to %(most)s snippets. Take one out first.") % {"most": AT_MOST})
    _refuse_a_second(words, others)
    made = Snippet.objects.create(owner=owner, name=words.name, text=words.text, language=words.language, saved_at=now)
    _record(subject, made, "snippet.added", by, now)
    return made


@transaction.atomic
def change_snippet(snippet: Snippet, words: Words, *, by: Person, now: datetime) -> Snippet:
    """Letters that were sent keep the words they were sent with."""
    subject, others = _kept_by(snippet.owner, by)
    _refuse_a_second(words, others.exclude(pk=snippet.pk))
    if (snippet.name, snippet.text, snippet.language) != (words.name, words.text, words.language):
        snippet.name, snippet.text, snippet.language = words.name, words.text, words.language
        snippet.saved_at = now
        snippet.save(update_fields=["name", "text", "language", "saved_at"])
        _record(subject, snippet, "snippet.changed", by, now)
    return snippet


@transaction.atomic
def drop_snippet(snippet: Snippet, *, by: Person, now: datetime) -> None:
    subject, _others = _kept_by(snippet.owner, by)
    _record(subject, snippet, "snippet.dropped", by, now)
    snippet.delete()


def _kept_by(owner: Person | None, by: Person) -> tuple[tuple[str, int], SnippetQuerySet]:
    """Whose history tells of it, and the snippets beside it, under a lock; refuses whoever may not change them."""
    if owner is None:
        if not by.powers.administers:
            raise SnippetRefused(_("Only an administrator can change this."))
        house = House.objects.select_for_update().get()
        return ("house", house.pk), Snippet.objects.of_the_house()
    if owner != by or by.role not in WRITERS:
        raise SnippetRefused(_("These are somebody else’s."))
    Person.objects.select_for_update(no_key=True).get(pk=owner.pk)
    return ("person", owner.pk), Snippet.objects.of(owner)


def _refuse_a_second(words: Words, others: SnippetQuerySet) -> None:
    if others.filter(name=words.name, language=words.language).exists():
        raise SnippetRefused(_("There is one of this name already. Call it otherwise."), "name")


def _record(subject: tuple[str, int], snippet: Snippet, what: str, by: Person, now: datetime) -> None:
    facts: dict[str, str | int | None] = {"snippet": snippet.pk, "language": snippet.language}
    record(subject, by=by, what=what, now=now, text=f"{snippet.name}: {snippet.text}", facts=facts)
