"""What led to an incident or started from it in the invoices: link rows, because a refund knows no incident."""

from __future__ import annotations

from django.db import models

from refunds.swept import Sweep
from refunds.watched import Finding

from .case import Incident


class IncidentFinding(models.Model):
    """A finding goes into one incident only."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="finding_links")
    finding = models.OneToOneField(Finding, on_delete=models.CASCADE, related_name="incident_link")

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.finding_id}"


class IncidentSweep(models.Model):
    """Who else was touched by the same mistake: a search that started from this incident."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="sweep_links")
    sweep = models.OneToOneField(Sweep, on_delete=models.CASCADE, related_name="incident_link")

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.sweep_id}"
