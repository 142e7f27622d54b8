"""One cause at several customers: a campaign of sibling recoveries, each begun by a row of a sweep."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from ground.accounts.roles import Role
from ground.jobs.models import Job
from refunds.swept import Sweep, SweepRow

from .case import Incident

if TYPE_CHECKING:
    from ground.accounts.models import Person

TITLE_LENGTH, WHY_LENGTH = 120, 300
HEADING_LENGTH = 150


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, person: Person) -> CampaignQuerySet:
        """Those with a member this person may see."""
        theirs = CampaignMember.objects.visible_to(person).filter(campaign=OuterRef("pk"))
        return self.filter(Exists(theirs.order_by()))

    def running(self) -> CampaignQuerySet:
        """Those with a recovery that is not closed, or is still to be opened."""
        rest = CampaignMember.objects.filter(campaign=OuterRef("pk"), skipped_why="", incident__closed_at__isnull=True)
        return self.filter(Exists(rest.order_by()))


class Campaign(models.Model):
    """What the sweep `found_by` found, as far as it is repaired; `job` opens what was chosen last."""

    title = models.CharField(_("name"), max_length=TITLE_LENGTH)
    found_by = models.OneToOneField(Sweep, on_delete=models.PROTECT, related_name="campaign")
    started_from = models.ForeignKey(
        Incident, on_delete=models.PROTECT, null=True, blank=True, related_name="campaigns_begun"
    )
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects: ClassVar[CampaignQuerySet] = CampaignQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="campaign_has_a_name")]

    def __str__(self) -> str:
        return self.title

    @property
    def history_subject(self) -> tuple[str, int]:
        return ("campaign", self.pk)


class CampaignMemberQuerySet(models.QuerySet["CampaignMember"]):
    def visible_to(self, person: Person) -> CampaignMemberQuerySet:
        """Those of customers this person may see, and those whose recovery they own or deputise: the one door."""
        theirs = Q(row__customer__in=Customer.objects.visible_to(person).order_by().values("pk"))
        if person.is_active and person.role in (Role.ACCOUNT_MANAGER, Role.MANAGER):
            theirs |= Q(incident__owner=person) | Q(incident__deputy=person)
        return self.filter(theirs)

    def to_open(self) -> CampaignMemberQuerySet:
        """Chosen, and neither opened nor left out yet."""
        return self.filter(settled_at__isnull=True)

    def drafts(self) -> CampaignMemberQuerySet:
        """With a first notice that waits to be read and signed: the customer has not been told in any way."""
        return self.exclude(heading="").filter(incident__first_told_at__isnull=True, incident__closed_at__isnull=True)


class CampaignMember(models.Model):
    """One chosen row: the recovery it became, with the first notice as the house drafted it, or why it became none.

    `joined`: a recovery about the same thing was open there already, and this row belongs to that one.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="members")
    row = models.OneToOneField(SweepRow, on_delete=models.PROTECT, related_name="member")
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    joined = models.BooleanField(default=False)
    heading = models.CharField(max_length=HEADING_LENGTH, blank=True)
    body = models.TextField(blank=True)
    skipped_why = models.CharField(max_length=WHY_LENGTH, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[CampaignMemberQuerySet] = CampaignMemberQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["campaign", "pk"]
        # What a campaign still has to open.
        indexes = [
            models.Index(fields=["campaign"], name="member_to_open", condition=Q(settled_at__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["incident"], condition=Q(joined=False), name="incident_opened_by_one_row"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, incident__isnull=True, skipped_why="")
                | Q(settled_at__isnull=False, incident__isnull=False, skipped_why="")
                | Q(settled_at__isnull=False, incident__isnull=True) & ~Q(skipped_why=""),
                name="member_is_opened_or_says_why_not",
            ),
            models.CheckConstraint(
                condition=Q(heading="", body="") | ~Q(heading="") & ~Q(body=""), name="draft_has_heading_and_body"
            ),
            models.CheckConstraint(
                condition=Q(heading="") | Q(incident__isnull=False, joined=False), name="draft_is_of_an_opened_one"
            ),
            models.CheckConstraint(
                condition=Q(joined=False) | Q(incident__isnull=False), name="joined_names_its_incident"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.row_id}"
