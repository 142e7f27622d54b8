"""What they will read: the letter of a form that is not sent yet, as the preview part wants it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from customers.models import Handover
from desk.findings import marks
from updates import letters
from updates.words import preview

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from customers.models import Contact, Customer
    from ground.accounts.models import Person
    from incidents.models import Incident


@dataclass(frozen=True)
class LetterToRead:
    sender: str
    to: str
    heading: str
    paragraphs: list[str]
    next: str
    after: list[str]
    signature: list[str]
    language: str = ""


def letter_to_read(
    customer: Customer,
    *,
    kind: str,
    heading: str,
    body: str,
    contacts: Sequence[Contact],
    next_at: datetime | None,
    author: Person,
    incident: Incident | None = None,
    moved_from: datetime | None = None,
    question: str = "",
    statement: int = 0,
) -> LetterToRead | None:
    """The copy of the first contact, in the words of the letter itself; None while nobody is chosen."""
    if not contacts:
        return None
    handover = Handover.objects.to_be_told(customer.pk, author.pk).first()
    words = letters.words_for(
        customer,
        kind=kind,
        heading=heading,
        body=body,
        next_at=next_at,
        author=author,
        incident=incident,
        moved_from=moved_from,
        introduction=handover.line if handover else "",
        question=question,
        statement=statement,
    )
    seen = preview(words, contacts[0], [letters.named(c) for c in contacts[1:]])
    with override(seen.language):
        page = _("You can see where things stand at any time on your private page.")
    asks = " ".join([seen.question_words, " / ".join(way.words for way in seen.answers)]) if seen.question_words else ""
    paragraphs = [marks(lines) for lines in seen.paragraphs]
    return LetterToRead(
        sender=seen.from_,
        to=", ".join(contact.name for contact in contacts),
        heading=seen.heading,
        paragraphs=[p for p in (seen.greeting, seen.moved_words, *paragraphs, seen.attached_words) if p],
        next=" ".join(part for part in (seen.next_words, seen.next_more) if part) if next_at else "",
        after=[part for part in (page, asks) if part],
        signature=[line for line in (seen.signature, seen.phone, *seen.look.lines) if line],
        language=seen.language,
    )
