"""Letter and statement as PDF: at once where they are short, set ahead in the background where they are long."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from ground.jobs import asking
from refunds import papers
from refunds.models import Paper
from refunds.statement import NotInOurLetters, language
from updates.instants import Reader
from updates.models import Link
from updates.sending import SendRefused

from .refund_files import can_be_set, decided_sheet, paper_of
from .refund_letter import cover_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from customers.models import Contact
    from ground.accounts.models import Person
    from ground.jobs.models import Job
    from incidents.models import Incident
    from refunds.models import Calculation
    from updates.attached import Statement

SHORT = 200
"""So many lines are set while somebody waits for the page."""
MOST_BYTES = 7_000_000
"""A mail grows by a third on its way, and many relays take no more than 10 MB."""


def is_long(sheet: Calculation) -> bool:
    return sheet.lines.count() > SHORT


def paper_for(incident: Incident, sheet: Calculation, contact: Contact | None) -> bytes | None:
    """The PDF in the language that is on; None while a long one is not set yet. NotInOurLetters as in `paper_of`."""
    if not is_long(sheet):
        return paper_of(incident, sheet, contact)
    kept = _kept(incident, sheet, contact)
    return bytes(kept.pdf) if kept is not None and kept.pdf is not None else None


def ask_for_paper(
    incident: Incident, sheet: Calculation, contact: Contact | None, *, by: Person, now: datetime
) -> Job | None:
    """Have a long one set, in the language that is on; None when it is there already."""
    told, digest = _told(incident, sheet, contact)
    _forget_older(sheet, told, digest)
    paper, _made = Paper.objects.get_or_create(
        calculation=sheet, language=told["language"], digest=digest, defaults={"told": told, "asked_at": now}
    )
    if paper.pdf is not None:
        return None
    total = sheet.lines.count()
    return asking.ask(kind=papers.KIND, subject_id=paper.pk, by=by, now=now, total=total, unit="lines")


def _forget_older(sheet: Calculation, told: dict[str, object], digest: str) -> None:
    """Those of earlier versions, and what said something else to the same reader."""
    Paper.objects.filter(calculation__refund=sheet.refund, calculation__version__lt=sheet.version).delete()
    theirs = Paper.objects.filter(calculation=sheet, language=told["language"], told__to=told["to"])
    theirs.filter(pdf__isnull=False).exclude(digest=digest).delete()


def with_papers(
    incident: Incident, chosen: Statement, contacts: Sequence[Contact], *, by: Person, now: datetime
) -> Statement:
    """The PDF of each reader whose language can be set. SendRefused while a long one is not, or it is too much."""
    sheet, files, waits = decided_sheet(incident), {}, False
    if sheet is None:
        return chosen
    for contact in contacts:
        with override(Reader.of_contact(contact).language):
            made = _if_it_can_be_set(incident, sheet, contact)
            if made:
                files[contact.pk] = made
            elif made is None:
                ask_for_paper(incident, sheet, contact, by=by, now=now)
                waits = True
    if waits:
        raise SendRefused(_("The statement is long and is being set now. Send the letter in a minute."))
    if any(len(made) > MOST_BYTES for made in files.values()):
        raise SendRefused(_("The statement is too large for a letter. They find it on their page."))
    return replace(chosen, files=files)


def _if_it_can_be_set(incident: Incident, sheet: Calculation, contact: Contact) -> bytes | None:
    """Nothing where our fonts lack the letters; None while it is not set yet."""
    try:
        return paper_for(incident, sheet, contact) if can_be_set() else b""
    except NotInOurLetters:
        return b""


def job_of(incident: Incident, sheet: Calculation, contact: Contact | None) -> Job | None:
    """The latest work on it."""
    kept = _kept(incident, sheet, contact)
    return papers.job_of(kept) if kept is not None else None


def prepare_papers(incident: Incident, *, by: Person, now: datetime) -> int:
    """After a yes or a payment: what their pages offer is set ahead where it is long. How many were asked for."""
    sheet = decided_sheet(incident)
    if sheet is None or not is_long(sheet):
        return 0
    links = Link.objects.filter(incident=incident, revoked_at__isnull=True, contact__left_at__isnull=True)
    asked = 0
    for link in links.select_related("contact__customer"):
        with override(Reader.of_contact(link.contact).language):
            asked += ask_for_paper(incident, sheet, link.contact, by=by, now=now) is not None
    return asked


def _kept(incident: Incident, sheet: Calculation, contact: Contact | None) -> Paper | None:
    told, digest = _told(incident, sheet, contact)
    return Paper.objects.filter(calculation=sheet, language=told["language"], digest=digest).first()


def _told(incident: Incident, sheet: Calculation, contact: Contact | None) -> tuple[dict[str, object], str]:
    """Everything the paper says besides its lines, as it is now, and the hash of that."""
    with override(language()):
        cover = asdict(cover_of(incident, sheet, contact))
    told = {**cover, "language": language(), "paid_minor": sheet.refund.paid_minor}
    return told, hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
