"""The statement of a refund in a letter: which version, as the sum stood, one PDF a reader."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils.translation import gettext as _

from refunds.models import RefundSum
from refunds.statement import language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from customers.models import Contact
    from incidents.models import Incident


@dataclass(frozen=True)
class Statement:
    """What a letter carries: a version of the sheet with what was paid by then; `files` by the id of the contact.

    Whoever is not among them is told to look at their page.
    """

    calculation_id: int
    version: int
    paid_minor: int
    files: Mapping[int, bytes] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """What a form carries along to notice that another one holds by now."""
        return f"{self.calculation_id}-{self.paid_minor}"


def statement_of(incident: Incident) -> Statement | None:
    """That of the sum somebody else has approved, without its files; None where there is none, or it was only typed."""
    sums = RefundSum.objects.filter(refund__incident_link__incident=incident, version=F("refund__version"))
    decided = sums.filter(refund__approval__isnull=False, calculation__isnull=False)
    found = decided.values_list("calculation", "calculation__version", "refund__paid_minor").first()
    return Statement(*found) if found else None


def still_stands(incident: Incident, told: Statement) -> bool:
    now = statement_of(incident)
    return now is not None and now.mark == told.mark


def attached_words(version: int, contact: Contact, files: Mapping[int, bytes] | None) -> str:
    """What a letter says of it, in the language that is on; before there are files it goes by the language alone."""
    if not version:
        return ""
    inside = contact.pk in files if files is not None else contact.local_language.split("-")[0] == language()
    if not inside:
        return _("The statement of your refund stands on your page, line by line.")
    return _("Attached: the statement of your refund, line by line (PDF, version %(n)s).") % {"n": version}
