"""Words a house wants in its letters, whatever a check thinks of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RequiredPhrase(models.Model):
    """A phrase the house has to write; the apology check finds no fault with it."""

    words = models.CharField(_("phrase"), max_length=200, unique=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="a_phrase_has_words")]

    def __str__(self) -> str:
        return self.words
