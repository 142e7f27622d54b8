"""A campaign is opened: chosen rows of a sweep become sibling recoveries in the background. Nothing is sent by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Customer, only_reads
from ground.history.recording import record
from ground.jobs.asking import ask
from incidents.choices import Kind
from incidents.models import Campaign, CampaignMember, IncidentSweep
from refunds.models import Sweep
from refunds.sweeping import kept_rows

from .campaign_member import open_member, thing_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from ground.accounts.models import Person
    from ground.history.hashing import Facts
    from ground.jobs.handlers import Result
    from ground.jobs.working import Work
    from incidents.models import Incident
    from refunds.models import SweepRow

KIND, UNIT = "campaign", "customers"


class CampaignRefused(Exception):
    """Why nothing is opened, in a sentence a person can act on."""


class NotTheirs(Exception):
    """A row that is not there for this person."""


@transaction.atomic
def open_campaign(sweep: Sweep, *, rows: Collection[int], by: Person, now: datetime) -> Campaign:
    """Choose rows of a finished sweep; a worker opens each. One campaign a sweep, each row once, whoever asks again."""
    sweep = Sweep.objects.select_for_update(of=("self",)).select_related("price_list").get(pk=sweep.pk)
    chosen = _chosen(sweep, set(rows), by)
    campaign = Campaign.objects.filter(found_by=sweep).first() or _begin(sweep, by, now)
    known = set(campaign.members.filter(row__in=chosen).values_list("row", flat=True))
    fresh = [
        CampaignMember(campaign=campaign, row=row, chosen_by=by, chosen_at=now) for row in chosen if row.pk not in known
    ]
    CampaignMember.objects.bulk_create(fresh)
    if fresh:
        facts: Facts = {"sweep": sweep.pk, "customers": len(fresh)}
        record(campaign.history_subject, by=by, what="campaign.chosen", now=now, facts=facts)
    return _at_work(campaign, by, now)


def _chosen(sweep: Sweep, wanted: set[int], by: Person) -> list[SweepRow]:
    if not wanted:
        raise CampaignRefused(_("Choose at least one customer."))
    if only_reads(by):
        raise NotTheirs
    theirs = Customer.objects.writable_by(by).order_by().values("pk")
    found = list(kept_rows(sweep, by).filter(pk__in=wanted, customer__in=theirs))
    if len(found) != len(wanted):
        raise NotTheirs
    if out := next((row for row in found if row.left_out_why), None):
        raise CampaignRefused(_("%(name)s was left out. Take it in again first.") % {"name": out.customer.name})
    return found


def _begin(sweep: Sweep, by: Person, now: datetime) -> Campaign:
    link = IncidentSweep.objects.filter(sweep=sweep).select_related("incident").first()
    began = link.incident if link else None
    title = thing_of(sweep) or _named_after(began)
    return Campaign.objects.create(found_by=sweep, started_from=began, title=title, opened_by=by, opened_at=now)


def _named_after(began: Incident | None) -> str:
    """Customers that were named without a rule: the kind of the mistake it began with; its title may say too much."""
    return str(began.get_kind_display() if began else Kind.OTHER.label)


def _at_work(campaign: Campaign, by: Person, now: datetime) -> Campaign:
    """A worker has what is still to be opened in hand. The job is named by the last of it, so that rows chosen while
    another job ends are never left behind."""
    waiting = list(campaign.members.to_open().order_by("pk").values_list("pk", flat=True))
    if waiting:
        campaign.job = ask(kind=KIND, subject_id=waiting[-1], by=by, now=now, total=len(waiting), unit=UNIT)
        campaign.save(update_fields=["job"])
    return campaign


def open_members(work: Work) -> Result:
    """Open what waits, each in a transaction of its own; what is open already stays as it is."""
    campaign, done = Campaign.objects.get(members=work.job.subject_id), work.job.done
    while waiting := list(campaign.members.to_open().order_by("pk").values_list("pk", flat=True)):
        if work.is_over():
            return None
        with transaction.atomic():
            work.advance(done + 1, total=done + len(waiting))
            open_member(waiting[0], now=work.now())
        done += 1
    return {"opened": done}
