"""Which refund puts which incident right: a link row, so that a refund knows a customer and never an incident."""

from __future__ import annotations

from django.db import models

from refunds.models import Refund

from .case import Incident


class IncidentRefund(models.Model):
    """At most one refund for an incident, and each refund for one incident only."""

    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, related_name="refund_link")
    refund = models.OneToOneField(Refund, on_delete=models.PROTECT, related_name="incident_link")

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.refund_id}"
