"""A customer's mail becomes their voice on the incident: kept, promised an answer, told to the owner, receipted once.

A reply finishes nothing by itself; somebody of us says what it is. While one of this contact's mails waits for our
answer, the next brings no second promise and no second receipt: two machines that answer one another end after one
letter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from ground.accounts.models import stand_in
from ground.files.keeping import keep_bytes
from ground.files.refusals import FileRefused
from incidents.answering import Said, record_answer
from incidents.choices import How, Question, Verdict, Via
from incidents.promises import lock, make_promise
from updates.instants import Reader
from updates.links import mask

from .after_closing import heard
from .answer_words import WORDS
from .answers import reply_due
from .bank_details import holds_bank_details
from .reply_letters import receipt_for_a_reply, tell_of_a_reply

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from customers.models import Contact
    from ground.accounts.models import Person
    from ground.mailbox.models import Mail
    from ground.mailbox.parts import Attachment
    from incidents.models import Answer, Incident, Promise

LONGEST = 20_000
MOST_FILES = 20


class Refused(Exception):
    """Why a person must look at it first, in a code."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def words_of_reply(mail: Mail) -> str:
    """What is kept as their words: the new text, else the names of what they attached; private links masked."""
    if mail.text.strip():
        return mask(mail.text.strip()[:LONGEST])
    names = [one["name"] for one in mail.attached if one["name"]]
    return _("Attached: %(names)s") % {"names": mask(", ".join(names)[:LONGEST])} if names else ""


@transaction.atomic
def take_reply(
    mail: Mail,
    attachments: Sequence[Attachment],
    *,
    incident: Incident,
    contact: Contact,
    by: Person | None,
    now: datetime,
) -> Answer:
    """Keep it as the voice of `contact`. `by` is who of us put it there; then no machine answers."""
    incident = lock(incident)
    if by is None and holds_bank_details(mail.text):
        raise Refused("bank_details")
    promise = _promise(incident, contact, now) if by is None and not _one_waits(incident, contact) else None
    said = Said(
        question=Question.REPLY,
        verdict=Verdict.WORDS,
        words=words_of_reply(mail) or _("(no words)"),
        via=Via.REPLY,
        via_id=mail.pk,
        said_at=min(mail.received_at, now),
        form_key=f"mail:{mail.pk}",
    )
    answer = record_answer(incident, contact=contact, said=said, by=by, now=now, promise=promise)
    _keep_files(mail, attachments, now)
    heard(incident, [answer], now=now)
    reader = stand_in(incident.owner, now)
    if by is None or by.pk != reader.pk:
        tell_of_a_reply(incident, contact, answer, mail, reader=reader, now=now)
    if promise is not None:
        receipt_for_a_reply(incident, contact, answer, promise, mail, now=now)
    return answer


def _one_waits(incident: Incident, contact: Contact) -> bool:
    waiting = incident.answers.filter(contact=contact, question=Question.REPLY, promise__isnull=False)
    return bool(waiting.to_deal_with().exists())


def _promise(incident: Incident, contact: Contact, now: datetime) -> Promise:
    with override(Reader.of_contact(contact).language):
        text = str(WORDS[Question.REPLY].reply)
    due = reply_due(incident, now)
    return make_promise(
        incident, text=text, due_at=due, due_zone=contact.local_zone, how=How.WRITTEN, by=None, now=now, to=contact
    )


def _keep_files(mail: Mail, attachments: Sequence[Attachment], now: datetime) -> None:
    """What we keep no such thing of stays in the mail as it came; its line says so."""
    attached = list(mail.attached)
    for number, one in enumerate(attachments[:MOST_FILES]):
        try:
            file = keep_bytes(one.data, name=one.name, subject=("mail", mail.pk), now=now)
        except FileRefused:
            continue
        attached[number] = {**attached[number], "file": file.pk}
    mail.attached = attached
