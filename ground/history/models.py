"""The rows of history: a chain for each subject, its entries, their words, and the heads made public."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Chain(models.Model):
    """Where the history of one subject ends; its row is the lock under which the next entry gets its number."""

    kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    last_sequence = models.PositiveIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id"], name="chain_once_a_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, kind: str, subject_id: int) -> EntryQuerySet:
        """The story of one subject from its beginning, with its words and the people in it."""
        return self.filter(kind=kind, subject_id=subject_id).select_related("words", "by").order_by("sequence")


class Entry(models.Model):
    """One change: who, when, what, and the hash that ties it to the entry before it. Never changed, never deleted."""

    kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=80)
    facts = models.JSONField(default=dict)
    text_digest = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects: ClassVar[EntryQuerySet] = EntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_id", "sequence"], name="entry_once_a_place"),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="entry_counted_from_one"),
        ]
        indexes = [models.Index(fields=["what", "at"], name="entry_by_what")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}, entry {self.sequence}: {self.what}"

    @property
    def text(self) -> str:
        """The words of this entry; empty when there were none or they were erased."""
        return (self.words.text or "") if self._has_words() else ""

    @property
    def by_name(self) -> str:
        """Who did it; empty for the house itself."""
        return self.by.name if self.by else ""

    @property
    def erased(self) -> bool:
        return self._has_words() and self.words.text is None

    def _has_words(self) -> bool:
        return bool(self.text_digest) and hasattr(self, "words")


class Text(models.Model):
    """The words of an entry and their salt, kept apart so that they can be erased without breaking the chain."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="words")
    salt = models.CharField(max_length=32, null=True)
    text = models.TextField(null=True)
    erased_at = models.DateTimeField(null=True)
    erased_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    erased_why = models.CharField(_("why it was erased"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(text__isnull=False, salt__isnull=False, erased_at__isnull=True, erased_why="")
                | (Q(text__isnull=True, salt__isnull=True, erased_at__isnull=False) & ~Q(erased_why="")),
                name="text_whole_or_erased_with_a_reason",
            )
        ]

    def __str__(self) -> str:
        return self.text or ""


class PublishedHead(models.Model):
    """How far a chain has been written to the files outside the database; spares writing the unchanged ones again."""

    chain = models.OneToOneField(Chain, on_delete=models.CASCADE, primary_key=True, related_name="published")
    sequence = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.chain_id}: {self.sequence}"
