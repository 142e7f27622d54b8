"""Which campaign an incident belongs to, and which open incident of a customer is about the same thing already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Subquery

from refunds.models import Calculation

from .choices import Kind
from .models import CampaignMember, Incident

if TYPE_CHECKING:
    from collections.abc import Collection

ABOUT_MONEY = (Kind.OVERCHARGE, Kind.WRONG_INVOICE)


def by_campaign() -> dict[str, Any]:
    """Annotations of an incident: the campaign it came to last, what it is called, whether a draft waits there."""
    last = CampaignMember.objects.filter(incident=OuterRef("pk")).order_by("-pk")
    return {
        "campaign_id": Subquery(last.values("campaign")[:1]),
        "campaign_title": Subquery(last.values("campaign__title")[:1]),
        "drafted": drafted(),
    }


def drafted() -> Exists:
    """Whether a first notice of a campaign waits to be read and signed."""
    return Exists(CampaignMember.objects.drafts().filter(incident=OuterRef("pk")).order_by())


def draft_of(incident: Incident) -> CampaignMember | None:
    """The drafted first notice, while nobody told them yet."""
    return CampaignMember.objects.drafts().filter(incident=incident.pk).select_related("campaign").first()


def about_the_same(customer_id: int, items: Collection[str]) -> Incident | None:
    """A running mistake of this customer about one of these items: by what the watch found, by its sheet, by its
    campaign, or by its own words. The oldest of them."""
    running = Incident.objects.running().filter(customer=customer_id, kind__in=ABOUT_MONEY).order_by("pk")
    by_row = _named_otherwise(list(running.values_list("pk", flat=True)), set(items))
    return next((one for one in running if one.pk in by_row or _says(one, items)), None)


def _says(incident: Incident, items: Collection[str]) -> bool:
    said = f"{incident.title} {incident.story}".casefold()
    return any(item.casefold() in said for item in items)


def _named_otherwise(running: list[int], items: set[str]) -> set[int]:
    found = Incident.objects.filter(pk__in=running, finding_links__finding__item__in=items)
    theirs = Calculation.objects.filter(refund__incident_link__incident__in=running)
    kept = theirs.values_list("refund__incident_link__incident", "scope__items")
    return set(found.values_list("pk", flat=True)) | {pk for pk, names in kept if items & set(names or ())}
