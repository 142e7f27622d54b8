"""Sending what a person wrote or signed; where the house drafted it, history keeps whether they changed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from ground.history.recording import record
from incidents.campaigns import draft_of
from incidents.promises import lock
from updates.sending import send_update

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person
    from ground.history.hashing import Facts
    from incidents.models import Incident
    from updates.models import Update
    from updates.sending import Telling


@transaction.atomic
def sign_and_send(incident: Incident, *, telling: Telling, by: Person, now: datetime) -> Update:
    """As `send_update`. Where a draft of a campaign waited, history says who signed it, and whether as it stood."""
    incident = lock(incident)
    draft = draft_of(incident)
    update = send_update(incident, telling=telling, by=by, now=now)
    if draft is not None:
        as_it_stood = _plain(draft.heading, draft.body) == _plain(telling.heading, telling.body)
        facts: Facts = {"campaign": draft.campaign_id, "update": update.pk, "changed": int(not as_it_stood)}
        record(incident.history_subject, by=by, what="campaign.signed", now=now, facts=facts)
    return update


def _plain(heading: str, body: str) -> str:
    """A form sends other line ends than the ones that were drafted."""
    return "\n".join(line.strip() for line in f"{heading}\n{body}".strip().splitlines())
