"""Stop it now: what keeps a mistake of each kind from going on while it is repaired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from ground.history.recording import record

from .choices import ContainmentState, Kind
from .models import Containment
from .promises import lock

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.functional import Promise as LazyText

    from ground.accounts.models import Person

    from .models import Incident

WORDS: dict[str, LazyText | str] = {
    "price_corrected": _("The price is corrected"),
    "orders_repriced": _("Open orders carry the right price"),
    "invoice_held": _("The next invoice is held until it is right"),
    "dunning_stopped": _("Nobody is chasing them for money"),
    "invoice_withdrawn": _("The wrong invoice is withdrawn"),
    "shipments_checked": _("Other open shipments to them are checked"),
    "date_confirmed": _("The new date is confirmed with whoever delivers"),
    "stock_held": _("The same batch is held back"),
    "replacement_sent": _("A replacement is on its way"),
    "others_checked": _("Other promises to them are checked"),
    "service_stable": _("The service is running again"),
    "access_closed": _("The wrong data can no longer be seen or used"),
    "data_corrected": _("The data is corrected at its source"),
    "not_repeating": _("It cannot happen again this week"),
}

BY_KIND: dict[str, tuple[str, ...]] = {
    Kind.OVERCHARGE: ("price_corrected", "orders_repriced", "invoice_held", "dunning_stopped"),
    Kind.WRONG_INVOICE: ("invoice_withdrawn", "invoice_held", "dunning_stopped"),
    Kind.LATE_DELIVERY: ("date_confirmed", "shipments_checked"),
    Kind.DEFECT: ("stock_held", "replacement_sent"),
    Kind.MISSED_COMMITMENT: ("others_checked", "not_repeating"),
    Kind.OUTAGE: ("service_stable", "not_repeating"),
    Kind.DATA_ERROR: ("access_closed", "data_corrected"),
    Kind.OTHER: ("not_repeating",),
}


class ContainmentRefused(Exception):
    """What is missing, in a sentence."""


def start(incident: Incident) -> list[Containment]:
    """The questions an incident of this kind begins with, all undecided."""
    return Containment.objects.bulk_create(
        Containment(incident=incident, code=code) for code in BY_KIND.get(incident.kind, BY_KIND[Kind.OTHER])
    )


@transaction.atomic
def decide(
    item: Containment, *, state: str, by: Person, now: datetime, who: str = "", by_at: datetime | None = None
) -> Containment:
    """Done, not needed, or planned: planned names who does it and by when."""
    if state == ContainmentState.PLANNED and not (who and by_at):
        raise ContainmentRefused(_t("Say who does it and by when."))
    lock(item.incident)
    planned = state == ContainmentState.PLANNED
    item.state, item.who, item.by_at = state, who if planned else "", by_at if planned else None
    item.decided_at, item.decided_by = now, by
    item.save()
    record(
        item.incident.history_subject,
        by=by,
        what="containment.decided",
        now=now,
        text=item.who,
        facts={"code": item.code, "state": state},
    )
    return item
