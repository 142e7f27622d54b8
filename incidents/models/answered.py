"""What the customer was asked and what they said, on their page, in a reply or aloud."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import Contact
from incidents.choices import Question, Told, Verdict, Via

from .case import Incident
from .promised import Promise


class Asking(models.Model):
    """A question put to one contact; void when the letter that carried it did not happen.

    `about_id` names the version that was asked about (a Summary, a Frame), as in an answer.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="askings")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="askings")
    question = models.CharField(max_length=12, choices=Question.choices)
    about_id = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    told_by = models.CharField(max_length=12, choices=Told.choices)
    told_id = models.BigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    void_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["question", "contact", "told_by", "told_id"], name="asked_once_in_a_letter")
        ]


class AnswerQuerySet(models.QuerySet["Answer"]):
    def standing(self) -> AnswerQuerySet:
        return self.filter(withdrawn_at__isnull=True)

    def to_deal_with(self) -> AnswerQuerySet:
        """Standing, and nobody of us has seen to it; oldest first. That all is still well asks nothing of anybody."""
        all_well = models.Q(question=Question.CHECK_IN, verdict=Verdict.YES)
        return self.standing().filter(dealt_at__isnull=True).exclude(all_well).order_by("said_at", "pk")

    def awaited(self) -> AnswerQuerySet:
        """Those that need an answer of ours: where a date was promised, and every mail."""
        return self.filter(models.Q(promise__isnull=False) | models.Q(question=Question.REPLY))


class Answer(models.Model):
    """What they said. With a forwarded link the name may be another's; it can be taken back for five working days.

    `about_id` names the version of the row it answers (a Summary, a Frame, a CheckIn by question);
    `promise` is the date by which we said we would answer; `dealt_at` is when somebody of us did, `dealt_update_id`
    with which update. Answers sent by one press of a button share a `form_key`: they come once, and go together.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="answers")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=12, choices=Question.choices)
    about_id = models.BigIntegerField(null=True)
    verdict = models.CharField(max_length=5, choices=Verdict.choices)
    words = models.TextField(_("their words"), blank=True)
    via = models.CharField(max_length=12, choices=Via.choices)
    via_id = models.BigIntegerField(null=True)
    said_name = models.CharField(_("name"), max_length=100, blank=True)
    said_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    promise = models.OneToOneField(Promise, on_delete=models.PROTECT, null=True, related_name="answers_to")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    dealt_at = models.DateTimeField(null=True, blank=True)
    dealt_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    dealt_update_id = models.BigIntegerField(null=True, db_index=True)
    form_key = models.CharField(max_length=64, blank=True, default="")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["said_at", "pk"]
        indexes = [
            # Today and the board: what a customer said that nobody has dealt with.
            models.Index(
                fields=["incident", "said_at"], name="answer_to_deal_with", condition=Q(dealt_at__isnull=True)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.WORDS) | ~Q(words=""), name="an_answer_in_words_has_words"
            ),
            models.UniqueConstraint(
                fields=["form_key", "question"], condition=~Q(form_key=""), name="a_form_answers_a_question_once"
            ),
        ]
