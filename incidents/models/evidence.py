"""The evidence of the eight steps, a typed row each. Nothing is edited: a changed row is a new one that replaces it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import Contact
from ground.decisions.models import Decision
from incidents.choices import Cause, DisputeResult, Emotion, Failing, Precision, Question, Side, Told

from .case import Incident

PERSON = settings.AUTH_USER_MODEL


class EvidenceQuerySet(models.QuerySet[Any]):
    def current(self) -> EvidenceQuerySet:
        """What stands now: neither replaced by a later version nor taken out."""
        standing = Q(replaced_by__isnull=True, removed_at__isnull=True)
        return self.filter(standing)


class Evidence(models.Model):
    """`replaces` is the version before, with the reason; the first version has neither.

    A row may be replaced once only, so of two people who change it at once the later one is told.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="%(class)s_rows")
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    replaces_id: int | None
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    changed_why = models.CharField(max_length=300, blank=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    removed_why = models.CharField(max_length=300, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["pk"]


class ToldEvidence(Evidence):
    """Words that reach the customer: by which update or conversation (its id), to whom, when.

    `question` is what they are asked about them; none where nothing is asked. `told_fields` are the columns they read:
    a version that differs in others only was told with the one before.
    """

    question: ClassVar[str] = ""
    told_fields: ClassVar[tuple[str, ...]] = ()

    told_by = models.CharField(max_length=12, choices=Told.choices, blank=True)
    told_id = models.BigIntegerField(null=True)
    told_to = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    told_at = models.DateTimeField(null=True)

    class Meta(Evidence.Meta):
        abstract = True

    def says_the_same(self, other: Evidence) -> bool:
        return all(getattr(self, name) == getattr(other, name) for name in self.told_fields)


def _one_first(name: str, *fields: str, condition: Q | None = None) -> models.UniqueConstraint:
    """One chain of versions: only one row that replaces none."""
    first = Q(replaces__isnull=True, removed_at__isnull=True)
    return models.UniqueConstraint(
        fields=["incident", *fields], condition=condition & first if condition else first, name=name
    )


class Preparation(Evidence):
    """Step 1: what the owner knows and may do before the first word."""

    promised = models.TextField(_("what we promised them"), blank=True)
    may_decide = models.TextField(_("how far you may decide alone"), blank=True)
    worse = models.TextField(_("what could make it worse"), blank=True)

    class Meta(Evidence.Meta):
        constraints = [_one_first("one_preparation")]


class Account(Evidence):
    """Step 2: the story as one side tells it; theirs in their words, apart from ours."""

    side = models.CharField(max_length=6, choices=Side.choices)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("in their words"))

    class Meta(Evidence.Meta):
        constraints = [
            _one_first("one_version_of_ours", condition=Q(side=Side.OURS)),
            _one_first("one_version_a_contact", "contact", condition=Q(side=Side.THEIRS)),
            models.CheckConstraint(condition=~Q(text=""), name="a_version_says_something"),
            models.CheckConstraint(
                condition=Q(side=Side.OURS) | Q(contact__isnull=False), name="their_version_has_a_teller"
            ),
        ]


class Fact(Evidence):
    """Step 2: something that happened on a day, and how we know."""

    happened_on = models.DateField(_("when"))
    precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    text = models.CharField(_("what happened"), max_length=500)
    source = models.CharField(_("how we know"), max_length=200)

    class Meta(Evidence.Meta):
        ordering = ["happened_on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text="") & ~Q(source=""), name="a_fact_has_a_source")]


class Unknown(Evidence):
    """Step 2: what is not known yet, who finds out and by when; then the answer."""

    text = models.CharField(_("what we do not know yet"), max_length=300)
    who = models.CharField(_("who finds out"), max_length=100, blank=True)
    by_on = models.DateField(_("by when"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(Evidence.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="an_answer_has_a_moment",
            )
        ]


class Feeling(Evidence):
    """Step 3: what it did to one person; or that they were asked and gave no answer."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    observed_on = models.DateField(_("when"))
    emotion = models.CharField(_("feeling"), max_length=14, choices=Emotion.choices, blank=True)
    strength = models.PositiveSmallIntegerField(_("how strong"), null=True, blank=True)
    words = models.TextField(_("their words"), blank=True)
    cost = models.TextField(_("what it cost them besides money"), blank=True)
    no_answer = models.BooleanField(_("asked, no answer"), default=False)

    class Meta(Evidence.Meta):
        ordering = ["observed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(no_answer=True, emotion="", strength__isnull=True)
                | Q(no_answer=False, strength__gte=1, strength__lte=5) & ~Q(emotion=""),
                name="a_feeling_or_no_answer",
            )
        ]


class Summary(ToldEvidence):
    """Step 4: facts and feelings read back to them, and what we own."""

    question = Question.SUMMARY
    told_fields = ("text", "owned", "apology")

    text = models.TextField(_("what happened, and what it did to them"))
    owned = models.TextField(_("what we own"), blank=True)
    apology = models.TextField(_("the apology"), blank=True)

    class Meta(ToldEvidence.Meta):
        constraints = [
            _one_first("one_summary"),
            models.CheckConstraint(condition=~Q(text=""), name="a_summary_says_something"),
        ]


class Dispute(Evidence):
    """Step 5: a fact that matters and that we see otherwise; disputing needs a manager's yes, giving way nobody's."""

    theirs = models.TextField(_("their version"))
    ours = models.TextField(_("our version"))
    matters = models.TextField(_("why it matters"))
    proof = models.TextField(_("what shows it"), blank=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    result = models.CharField(max_length=10, choices=DisputeResult.choices, blank=True)
    result_words = models.TextField(_("how it ended"), blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta(Evidence.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(result="", settled_at__isnull=True) | ~Q(result="") & Q(settled_at__isnull=False),
                name="a_result_has_a_moment",
            )
        ]


class Frame(ToldEvidence):
    """Step 6: one sentence both accept, how far it reaches, and the causes on two levels."""

    question = Question.SENTENCE
    told_fields = ("sentence",)

    sentence = models.TextField(_("one sentence both accept"))
    scope = models.CharField(_("where and when"), max_length=300, blank=True)
    would_be_right = models.TextField(_("what would make it right"), blank=True)
    happened_cause = models.CharField(_("why it happened"), max_length=14, choices=Cause.choices, blank=True)
    happened_words = models.TextField(_("why it happened, in words"), blank=True)
    unnoticed_cause = models.CharField(_("why nobody noticed"), max_length=14, choices=Cause.choices, blank=True)
    unnoticed_words = models.TextField(_("why nobody noticed, in words"), blank=True)
    failing = models.CharField(max_length=12, choices=Failing.choices, default=Failing.UNKNOWN)

    class Meta(ToldEvidence.Meta):
        constraints = [
            _one_first("one_frame"),
            models.CheckConstraint(condition=~Q(sentence=""), name="a_frame_has_its_sentence"),
        ]


class Apology(ToldEvidence):
    """Step 7: the apology, who said it and how it was taken."""

    told_fields = ("text", "said_by_id")

    text = models.TextField(_("the apology"))
    said_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    reaction = models.TextField(_("how they took it"), blank=True)
    reacted_at = models.DateTimeField(null=True, blank=True)

    class Meta(ToldEvidence.Meta):
        constraints = [
            _one_first("one_apology"),
            models.CheckConstraint(condition=~Q(text=""), name="an_apology_says_something"),
            models.CheckConstraint(
                condition=Q(reaction="", reacted_at__isnull=True) | ~Q(reaction="") & Q(reacted_at__isnull=False),
                name="a_reaction_has_a_moment",
            ),
        ]


class _Task(Evidence):
    """Something to be done by somebody until a day."""

    text = models.CharField(_("what"), max_length=300)
    owner = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("by when"))
    done_at = models.DateTimeField(null=True, blank=True)
    done_words = models.CharField(_("how we know it is done"), max_length=300, blank=True)

    class Meta(Evidence.Meta):
        abstract = True
        ordering = ["due_on", "pk"]


class Remedy(_Task):
    """Step 8: what puts it right for them."""

    class Meta(_Task.Meta):
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="a_remedy_says_what")]


class Prevention(_Task):
    """Step 8: what keeps it from happening again, for one cause of step 6 (or in general)."""

    against = models.CharField(_("against"), max_length=14, choices=Cause.choices, blank=True)

    class Meta(_Task.Meta):
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="a_prevention_says_what")]


class StepDraft(models.Model):
    """What somebody typed on a step page and has not saved: the form as it was posted, empty once it is saved.

    `pressed_at`: when a button on the page last kept or ended it; what a page opened before then still sends is late.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="step_drafts")
    number = models.PositiveSmallIntegerField()
    author = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    fields = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    pressed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "number", "author"], name="one_step_draft_a_person")]
