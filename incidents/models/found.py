"""Which findings of the overcharge watch an incident puts right: link rows, because a refund knows no incident."""

from __future__ import annotations

from django.db import models

from refunds.watched import Finding

from .case import Incident


class IncidentFinding(models.Model):
    """A finding goes into one incident only."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="finding_links")
    finding = models.OneToOneField(Finding, on_delete=models.CASCADE, related_name="incident_link")

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.finding_id}"
