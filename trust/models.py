"""What people say of trust in numbers: readings (their word and our estimate, never mixed), the five elements,
what was asked and declined, and the private self-check."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from customers.models import Contact, Customer

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person

PARTNER_LINE = 7
ALARM_SHOWN = timedelta(days=7)


class Whose(models.TextChoices):
    THEIRS = "theirs", _("their own word")
    OURS = "ours", _("our estimate")


class Occasion(models.TextChoices):
    LOGGED = "logged", _("when they learned of it")
    FACTS = "facts", _("asking for the facts")
    FEELINGS = "feelings", _("asking how it was for them")
    APOLOGY = "apology", _("after the apology")
    CLOSING = "closing", _("at closing")
    CHECK_IN = "check_in", _("a check-in")
    REVIEW = "review", _("the yearly talk")
    OTHER = "other", _("something else")


class By(models.TextChoices):
    """How a number reached us; none where it was not said."""

    PHONE = "phone", _("by phone")
    MEETING = "meeting", _("in person")
    CHAT = "chat", _("in a chat")
    MAIL = "mail", _("by mail")
    PAGE = "page", _("on their page")


class Asked(models.TextChoices):
    """What a contact can be asked in numbers."""

    TRUST = "trust", _("trust from 1 to 10")
    ELEMENTS = "elements", _("the five short questions")


ELEMENTS = ("dependability", "competence", "empathy", "truth", "rapport")
SELF_CHECK = ("professionalism", "integrity", "caring", "knowledge")


def _from_1_to_10(*fields: str) -> Q:
    """Each of the fields is empty or from 1 to 10, and one of them is not empty."""
    within, given = Q(), Q()
    for name in fields:
        within &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 1, f"{name}__lte": 10})
        given |= Q(**{f"{name}__isnull": False})
    return within & given


class ReadingQuerySet(models.QuerySet["Reading"]):
    def in_order(self) -> ReadingQuerySet:
        return self.order_by("said_at", "pk")

    def theirs(self) -> ReadingQuerySet:
        return self.filter(whose=Whose.THEIRS)


class Reading(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="readings")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="readings")
    value = models.PositiveSmallIntegerField()
    whose = models.CharField(max_length=10, choices=Whose.choices)
    occasion = models.CharField(max_length=12, choices=Occasion.choices)
    how = models.CharField(max_length=10, choices=By.choices, blank=True)
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
            models.CheckConstraint(condition=Q(whose__in=Whose.values), name="trust_is_theirs_or_ours"),
            models.CheckConstraint(condition=Q(occasion__in=Occasion.values), name="trust_has_an_occasion"),
            models.CheckConstraint(condition=Q(how__in=["", *By.values]), name="trust_reached_us_in_a_known_way"),
            models.CheckConstraint(condition=Q(said_at__lte=F("recorded_at")), name="trust_is_not_of_the_future"),
        ]

    def __str__(self) -> str:
        return f"{self.value}"


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def standing(self, now: datetime) -> AlarmQuerySet:
        """Raised within seven days, and the same person has not said another number since."""
        return self.standing_since(now - ALARM_SHOWN, now)

    def standing_since(self, since: datetime, now: datetime) -> AlarmQuerySet:
        later = Reading.objects.theirs().filter(
            contact=OuterRef("reading__contact"), said_at__gt=OuterRef("reading__said_at")
        )
        return self.filter(raised_at__gt=since, raised_at__lte=now).exclude(Exists(later))


class Alarm(models.Model):
    """A reading that fell by 3 or more, or below 7: owner and manager were told of it, once. `was`: the word before."""

    reading = models.OneToOneField(Reading, on_delete=models.CASCADE, related_name="alarm")
    was = models.PositiveSmallIntegerField(null=True)
    raised_at = models.DateTimeField()

    objects = AlarmQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        # Today and the board look for the last days.
        indexes = [models.Index(fields=["-raised_at"], name="trust_alarm_latest_first")]
        constraints = [
            models.CheckConstraint(condition=Q(was__isnull=True) | Q(was__gte=1, was__lte=10), name="alarm_was_1_to_10")
        ]

    def __str__(self) -> str:
        return f"{self.reading}"


class Question(models.Model):
    """A contact was asked for a number, so that nobody is asked too often."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="questions")
    about = models.CharField(max_length=10, choices=Asked.choices)
    asked_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["contact", "about", "-asked_at"], name="question_latest_to_contact")]
        constraints = [
            models.UniqueConstraint(fields=["contact", "about", "asked_at"], name="one_question_at_a_time"),
            models.CheckConstraint(condition=Q(about__in=Asked.values), name="question_about_something"),
        ]


class Declined(models.Model):
    """A contact does not want to be asked this again."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="declined")
    about = models.CharField(max_length=10, choices=Asked.choices)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact", "about"], name="declined_once"),
            models.CheckConstraint(condition=Q(about__in=Asked.values), name="declined_something"),
        ]


class ElementsAnswer(models.Model):
    """The five elements of trust as one contact sees us, 1 to 10; any may be left out, never all."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="elements")
    dependability = models.PositiveSmallIntegerField(null=True, blank=True)
    competence = models.PositiveSmallIntegerField(null=True, blank=True)
    empathy = models.PositiveSmallIntegerField(null=True, blank=True)
    truth = models.PositiveSmallIntegerField(null=True, blank=True)
    rapport = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.TextField(blank=True)
    said_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["said_at", "pk"]
        indexes = [models.Index(fields=["contact", "-said_at"], name="elements_latest_of_contact")]
        constraints = [
            models.CheckConstraint(condition=_from_1_to_10(*ELEMENTS), name="elements_from_1_to_10"),
            models.CheckConstraint(condition=Q(said_at__lte=F("recorded_at")), name="elements_not_of_the_future"),
        ]


class SelfCheckQuerySet(models.QuerySet["SelfCheck"]):
    def of(self, person: Person) -> SelfCheckQuerySet:
        """The one door: nobody but the author ever reads one, whatever their role."""
        return self.filter(author=person)


class SelfCheck(models.Model):
    """Four questions to oneself after a mistake, 1 to 10. Private to the author, never added up, gone when deleted.

    It is the one change without a row in the history: a history can be read by others and forgets nothing.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    professionalism = models.PositiveSmallIntegerField(null=True, blank=True)
    integrity = models.PositiveSmallIntegerField(null=True, blank=True)
    caring = models.PositiveSmallIntegerField(null=True, blank=True)
    knowledge = models.PositiveSmallIntegerField(null=True, blank=True)
    line = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()

    objects = SelfCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["author", "customer", "-made_at"], name="self_check_latest_of_author")]
        constraints = [
            models.CheckConstraint(condition=_from_1_to_10(*SELF_CHECK), name="self_check_from_1_to_10"),
        ]
