"""One member of a campaign as a row: where it stands, since when, what it is owed, in the order of what waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ground.money.amounts import Money
from ground.money.formatting import format_money
from incidents.choices import Ending, State
from updates.clock_words import moment_words
from updates.rows import step_words

if TYPE_CHECKING:
    from datetime import datetime

    from incidents.models import CampaignMember, Incident

DRAFT, UNTOLD, CHECKING, BEING_OPENED, TOLD, PAID, CLOSED, NOTHING, NOT_OPENED = range(9)
"""Where a member stands; in this order they are shown."""
LOOKS: dict[int, tuple[Any, str, str]] = {
    DRAFT: (gettext_lazy("Draft to sign"), "soon", "pencil"),
    UNTOLD: (gettext_lazy("To be told"), "soon", "clock"),
    CHECKING: (gettext_lazy("Being checked"), "", "search"),
    BEING_OPENED: (gettext_lazy("Being opened"), "", "hourglass-split"),
    TOLD: (gettext_lazy("Told"), "open", "send"),
    PAID: (gettext_lazy("Paid back"), "kept", "check-lg"),
    CLOSED: (gettext_lazy("Closed"), "kept", "check-lg"),
    NOTHING: (gettext_lazy("Nothing owed"), "", "dash-circle"),
    NOT_OPENED: (gettext_lazy("Not opened"), "", "slash-circle"),
}
NOTHING_OWED = (Ending.NOT_A_MISTAKE, Ending.NO_EFFECT, Ending.DUPLICATE)
OUT_OF_THE_COUNT = (NOTHING, NOT_OPENED)


@dataclass(frozen=True)
class Row:
    member: CampaignMember
    place: int
    since: datetime | None
    words: str
    text: str
    tone: str
    icon: str
    step: str
    owner: str
    owed: Money | None
    owed_words: str
    paid: Money | None
    joined: str

    @property
    def incident(self) -> Incident | None:
        return self.member.incident

    @property
    def is_draft(self) -> bool:
        return self.place == DRAFT

    @property
    def counts(self) -> bool:
        return self.place not in OUT_OF_THE_COUNT


def row_of(member: CampaignMember, now: datetime, zone: ZoneInfo) -> Row:
    """How one member stands; needs what board.campaign_page.members_of selects, and asks no query of its own."""
    place, since = _place(member)
    incident, (text, tone, icon) = member.incident, LOOKS[place]
    owner = incident.owner if incident else member.row.customer.account_manager
    refund = _refund(incident)
    owed = _owed(member, place)
    return Row(
        member=member,
        place=place,
        since=since,
        words=_words(member, place, since, now, zone),
        text=str(text),
        tone=tone,
        icon=icon,
        step=_step(incident),
        owner=owner.name,
        owed=owed,
        owed_words=format_money(owed, get_language() or "en") if owed else "–",
        paid=refund.paid if refund and place not in OUT_OF_THE_COUNT else None,
        joined=_("It was open there already.") if member.joined else "",
    )


def in_order(row: Row) -> tuple[Any, ...]:
    """Drafts, the longest waiting first; then what is due, what is told, what is done; each by its moment."""
    return (row.place, row.since is None, row.since or 0, row.member.pk)


def _place(member: CampaignMember) -> tuple[int, datetime | None]:
    incident = member.incident
    if incident is None:
        return (NOT_OPENED, member.settled_at) if member.skipped_why else (BEING_OPENED, None)
    if incident.state == State.CLOSED:
        return _closed(member, incident)
    if incident.state == State.CHECKING:
        return CHECKING, incident.next_update_due_at
    if incident.first_told_at is None:
        return (DRAFT, member.settled_at) if member.heading else (UNTOLD, incident.next_update_due_at)
    return (PAID, vars(member)["last_paid_at"]) if _is_paid(incident) else (TOLD, incident.first_told_at)


def _closed(member: CampaignMember, incident: Incident) -> tuple[int, datetime | None]:
    if incident.ending in NOTHING_OWED:
        return NOTHING, incident.closed_at
    return (PAID, vars(member)["last_paid_at"]) if _is_paid(incident) else (CLOSED, incident.closed_at)


def _words(member: CampaignMember, place: int, since: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    if place == NOT_OPENED:
        return member.skipped_why
    if since is None:
        return ""
    when, incident = moment_words(since, now, zone), member.incident
    if place == CHECKING and incident is not None:
        return _("%(name)s, by %(when)s") % {"name": incident.owner.name.split()[0], "when": when}
    if place == NOTHING and incident is not None:
        return f"{incident.get_ending_display()}, {when}"
    sentences = {DRAFT: _("since %(when)s"), UNTOLD: _("by %(when)s")}
    return sentences.get(place, "%(when)s") % {"when": when}


def _step(incident: Incident | None) -> str:
    if incident is None or incident.state == State.CLOSED:
        return ""
    return step_words(incident)


def _refund(incident: Incident | None) -> Any:
    link = getattr(incident, "refund_link", None) if incident else None
    return link.refund if link else None


def _is_paid(incident: Incident) -> bool:
    refund = _refund(incident)
    return refund is not None and refund.owed is not None and not refund.balance


def _owed(member: CampaignMember, place: int) -> Money | None:
    """What the refund says, else what the search found."""
    if place in OUT_OF_THE_COUNT:
        return None
    refund = _refund(member.incident)
    if refund is not None and refund.owed is not None:
        return Money(refund.owed.minor, refund.owed.currency)
    return member.row.owed if member.row.owed_minor else None
