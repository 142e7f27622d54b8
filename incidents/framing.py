"""Step 6: the one sentence, the causes behind it, and what kind of failing it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ground.history.recording import record

from .choices import Failing
from .evidence import write
from .models import Frame
from .promises import lock

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.functional import Promise as LazyText

    from ground.accounts.models import Person

    from .models import Incident

ADVICE: dict[str, LazyText | str] = {
    Failing.COMPETENCE: _(
        "A skill is mended by doing better. Say what is better now, and pay what you owe to the cent."
    ),
    Failing.INTEGRITY: _(
        "Money does not repair a broken word. Tell them everything, let somebody of higher rank say it, "
        "and let somebody outside check."
    ),
    Failing.BOTH: _(
        "A skill is mended by doing better. A word is mended by owning it first; money does not repair it."
    ),
    Failing.UNKNOWN: _("It changes what helps. Decide it before you apologise."),
}
"""What helps with each kind of failing. Sources: Kim and others (2004), Haesevoets and others (2015)."""


@transaction.atomic
def write_frame(
    incident: Incident, *, seen: int | None, by: Person, now: datetime, why: str = "", **fields: str
) -> Frame:
    """Keep a version of the frame; the incident takes its kind of failing once it is known. As `evidence.write`."""
    frame = write(Frame, incident, seen=seen, by=by, now=now, why=why, **fields)
    incident = lock(incident)
    if frame.failing not in (Failing.UNKNOWN, incident.failing):
        facts: dict[str, str | int | None] = {"from": incident.failing, "to": frame.failing}
        incident.failing = frame.failing
        incident.save(update_fields=["failing"])
        record(incident.history_subject, by=by, what="incident.failing", now=now, facts=facts)
    return frame
