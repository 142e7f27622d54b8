"""Readings of trust, 1 to 10: their own word and our estimate, never mixed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import Contact, Customer

PARTNER_LINE = 7


class Whose(models.TextChoices):
    THEIRS = "theirs", _("their own word")
    OURS = "ours", _("our estimate")


class Occasion(models.TextChoices):
    BEFORE = "before", _("before the mistake")
    MISTAKE = "mistake", _("when they learned of it")
    CALL = "call", _("a call")
    MEETING = "meeting", _("a meeting")
    LETTER = "letter", _("a letter")
    PAGE = "page", _("their private page")
    CHECK_IN = "check_in", _("a check-in")
    REVIEW = "review", _("a regular review")


class ReadingQuerySet(models.QuerySet["Reading"]):
    def in_order(self) -> "ReadingQuerySet":
        return self.order_by("said_at", "pk")

    def theirs(self) -> "ReadingQuerySet":
        return self.filter(whose=Whose.THEIRS)


class Reading(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="readings")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="readings")
    value = models.PositiveSmallIntegerField()
    whose = models.CharField(max_length=10, choices=Whose.choices)
    occasion = models.CharField(max_length=12, choices=Occasion.choices)
    why = models.TextField(blank=True)
    said_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["said_at", "pk"]
        indexes = [models.Index(fields=["customer", "-said_at"], name="reading_latest_of_customer")]
        constraints = [
            models.CheckConstraint(condition=Q(value__gte=1, value__lte=10), name="trust_from_1_to_10"),
            models.CheckConstraint(
                condition=Q(whose=Whose.OURS) | Q(contact__isnull=False), name="their_word_has_a_speaker"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value}"
