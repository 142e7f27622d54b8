"""The apology is made: by letter, on the phone or to their face; then how they took it, and where trust stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from incidents.apologised import keep_reaction
from incidents.choices import Told
from incidents.evidence import drop_draft, write
from incidents.models import Apology
from incidents.promises import lock
from incidents.told import mark_told
from recovery.reading import record_and_tell
from recovery.understanding import TellRefused, ToldMeanwhile
from trust.models import Occasion, Whose
from updates.choices import UpdateKind
from updates.sending import Telling, send_update
from updates.talking import Talk, note_conversation

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person
    from incidents.models import Incident
    from recovery.understanding import Heard, Letter

STEP = 7


@transaction.atomic
def apologise_by_letter(
    incident: Incident,
    *,
    text: str,
    seen: int | None,
    letter: Letter,
    by: Person,
    now: datetime,
    why: str = "",
) -> Apology:
    """Step 7: the apology goes as a letter of its own, signed by whoever sends it. It asks them for nothing.

    ChangedMeanwhile or ToldMeanwhile when somebody else was first.
    """
    incident = lock(incident)
    apology = _written(incident, text, seen, said_by=by, by=by, now=now, why=why)
    with override(letter.contacts[0].local_language if letter.contacts else "en"):
        heading = letter.heading or _("An apology")
    telling = Telling(
        kind=UpdateKind.APOLOGY,
        heading=heading,
        body=apology.text,
        contacts=list(letter.contacts),
        next_at=letter.next_at,
    )
    update = send_update(incident, telling=telling, by=by, now=now)
    mark_told(apology, how=Told.UPDATE, how_id=update.pk, to=letter.contacts[0], at=now, by=by, now=now)
    drop_draft(incident, number=STEP, by=by, now=now)
    return apology


@transaction.atomic
def apologise_aloud(
    incident: Incident,
    *,
    text: str,
    said_by: Person,
    seen: int | None,
    heard: Heard,
    by: Person,
    now: datetime,
    why: str = "",
    trust: int | None = None,
    how: str = "",
) -> Apology:
    """Step 7: it was said on the phone or to their face; `heard.words` is how they took it, where they said something.

    With `heard.next_at` the conversation keeps the clock; `trust` is a number they named, `how` they did.
    """
    incident = lock(incident)
    apology = _written(incident, text, seen, said_by=said_by, by=by, now=now, why=why)
    talk = Talk(
        contact=heard.contact,
        channel=heard.channel,
        began=heard.began,
        happened_at=heard.happened_at,
        their_words=heard.words,
        our_words=heard.our_words.strip() or apology.text,
        next_at=heard.next_at,
    )
    spoken = note_conversation(incident, talk=talk, by=by, now=now)
    at = heard.happened_at
    mark_told(apology, how=Told.CONVERSATION, how_id=spoken.pk, to=heard.contact, at=at, by=by, now=now)
    drop_draft(incident, number=STEP, by=by, now=now)
    if heard.words.strip() or trust is not None:
        note_reaction(apology, words=heard.words, at=at, by=by, now=now, trust=trust, how=how)
    return apology


@transaction.atomic
def note_reaction(
    apology: Apology, *, words: str, at: datetime, by: Person, now: datetime, trust: int | None = None, how: str = ""
) -> Apology:
    """How they took it, in their words; with a number for trust only where they said one."""
    if apology.told_at is None:
        raise TellRefused(_("The apology has not been made yet. Say first when it was said."))
    if words.strip():
        apology = keep_reaction(apology, words=words, at=at, by=by, now=now)
    contact = apology.told_to or apology.incident.speaker
    if trust is not None and contact is not None:
        record_and_tell(
            customer=apology.incident.customer,
            value=trust,
            whose=Whose.THEIRS,
            occasion=Occasion.APOLOGY,
            said_at=at,
            by=by,
            now=now,
            contact=contact,
            why=words.strip(),
            how=how,
            incident=apology.incident,
        )
    return apology


def _written(
    incident: Incident, text: str, seen: int | None, *, said_by: Person, by: Person, now: datetime, why: str
) -> Apology:
    apology = write(Apology, incident, seen=seen, by=by, now=now, why=why, text=text.strip(), said_by=said_by)
    if apology.told_at is not None:
        raise ToldMeanwhile(_("This apology was made already. Change its words if you mean to say it again."))
    return apology
