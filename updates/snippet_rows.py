"""Short texts that are written again and again: of one person, or of the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from ground.accounts.models import Person


class SnippetQuerySet(models.QuerySet["Snippet"]):
    def of_the_house(self) -> SnippetQuerySet:
        return self.filter(owner__isnull=True)

    def of(self, person: Person) -> SnippetQuerySet:
        return self.filter(owner=person)

    def offered_to(self, person: Person) -> SnippetQuerySet:
        """Theirs first, then those of the house."""
        mine_first = F("owner").asc(nulls_last=True)
        return self.filter(Q(owner=person) | Q(owner__isnull=True)).order_by(mine_first, "name", "pk")


class Snippet(models.Model):
    """A text for the composer in one language; without an owner it is the house's."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="snippets"
    )
    name = models.CharField(_("name"), max_length=60)
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=10)
    saved_at = models.DateTimeField()

    objects = SnippetQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(text=""), name="a_snippet_has_words"),
            models.UniqueConstraint(fields=["owner", "name", "language"], name="a_snippet_once_a_name"),
            models.UniqueConstraint(
                fields=["name", "language"], condition=Q(owner__isnull=True), name="a_snippet_of_the_house_once_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def language_name(self) -> str:
        return dict(settings.LANGUAGES).get(self.language, self.language)
