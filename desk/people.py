"""The people an incident is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

if TYPE_CHECKING:
    from customers.models import Contact
    from incidents.models import Incident


def contacts_of(incident: Incident) -> list[Contact]:
    """Those who were told of it, or everybody at the customer while nobody was."""
    told = incident.contacts.through.objects.filter(incident=incident, contact=OuterRef("pk"))
    everybody = incident.customer.contacts.annotate(told=Exists(told)).filter(Q(told=True) | Q(left_at__isnull=True))
    return [contact for contact in everybody if vars(contact)["told"]] or list(everybody)
