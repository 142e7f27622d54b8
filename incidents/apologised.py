"""How they took the apology: kept beside it, in their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ground.history.recording import record

from .evidence import EvidenceRefused
from .models import Apology
from .promises import lock

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person


@transaction.atomic
def keep_reaction(apology: Apology, *, words: str, at: datetime, by: Person, now: datetime) -> Apology:
    """Their reaction, `at` the instant they showed it. Said differently later, the words before stay in the history."""
    incident = lock(apology.incident)
    apology.refresh_from_db()
    if apology.told_at is None:
        raise EvidenceRefused(_("The apology has not been made yet. Say first when it was said."))
    if at > now:
        raise EvidenceRefused(_("That time has not come yet."))
    if at < apology.told_at:
        raise EvidenceRefused(_("That was before the apology was made."))
    if apology.reaction != words.strip():
        apology.reaction, apology.reacted_at = words.strip(), at
        apology.save(update_fields=["reaction", "reacted_at"])
        facts: dict[str, str | int | None] = {"row": apology.pk, "step": 7}
        record(incident.history_subject, by=by, what="apology.taken", now=now, text=apology.reaction, facts=facts)
    return apology
