"""What a letter to a customer says, as plain values: the letter, its plain twin and every preview are made of these."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from customers.models import Handover
from ground.accounts.models import House
from ground.languages import within_sentence

from .answer_ways import Way, question_put, ways_to_answer
from .attached import attached_words
from .choices import UpdateKind
from .cleaned import dial as dial
from .cleaned import one_line as one_line
from .cleaned import paragraphs as paragraphs
from .instants import Reader
from .look import OURS, Look

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from customers.models import Contact, Customer
    from ground.accounts.models import Person, Team
    from incidents.models import Incident

    from .models import Update

BY_FIRST_NAME = ("en",)
"""The languages in which we call people by their first name; elsewhere that would be too near."""
_GREETS = re.compile(
    r"(dear|hello|hi|good (morning|afternoon|evening)|sehr geehrte[rs]?|guten (morgen|tag|abend)|hallo|liebe[rs]?|moin|"
    r"bonjour|bonsoir|ch(ers?|ères?)|madame|monsieur|estimad[oa]s?|hola|buen[oa]s (días|tardes|noches)|beste|geachte|"
    r"goede(morgen|middag|navond|ndag))\b"
    r"[^.!?\n]{0,120}[,:]?\s*$|[^.!?。\n]{1,60}(様|さま|御中)\s*$",
    re.IGNORECASE,
)
_TITLE = re.compile(r"\S+\.$|(dr|prof|mr|mrs|ms|mx|sir|dame|herr|frau)$", re.IGNORECASE)


@dataclass(frozen=True)
class Voice:
    """Somebody of ours a customer may talk to."""

    name: str
    phone: str
    email: str

    @classmethod
    def of(cls, person: Person) -> Voice:
        return cls(one_line(person.name), one_line(person.phone), person.email)

    @property
    def first_name(self) -> str:
        return first_name(self.name)


@dataclass(frozen=True)
class UpdateWords:
    """One update as its author means it; no row is needed, so that a form can show it before anything is saved."""

    customer: str
    reference: str
    subject: str
    kind: str
    number: int
    heading: str
    body: str
    next_at: datetime | None
    author: Voice
    house: str
    sender: str
    manager: Voice | None = None
    moved_from: datetime | None = None
    question: str = ""
    introduction: str = ""
    look: Look = OURS
    statement: int = 0


@dataclass(frozen=True)
class Preview:
    """The letter in the words and the order its reader meets them."""

    from_: str
    to: list[str]
    subject: str
    house: str
    heading: str
    greeting: str
    paragraphs: list[list[str]]
    question_words: str
    answers: list[Way]
    moved_words: str
    attached_words: str
    next_words: str
    next_more: str
    preheader: str
    link_words: str
    link_address: str
    signature: str
    phone: str
    dial: str
    foot: list[str]
    language: str
    look: Look


def words_of(update: Update) -> UpdateWords:
    """The words of a saved update."""
    moved = update.kind == UpdateKind.MOVED and update.settled is not None
    return words_for(
        update.incident.customer,
        incident=update.incident,
        kind=update.kind,
        number=update.number,
        heading=update.heading,
        body=update.body,
        next_at=update.next_at,
        author=update.author,
        moved_from=update.settled.due_at if moved and update.settled else None,
        question=update.question,
        introduction=Handover.objects.filter(told_update_id=update.pk).values_list("line", flat=True).first() or "",
        statement=update.statement.version if update.statement else 0,
    )


def words_for(
    customer: Customer,
    *,
    kind: str,
    heading: str,
    body: str,
    next_at: datetime | None,
    author: Person,
    incident: Incident | None = None,
    number: int = 1,
    moved_from: datetime | None = None,
    question: str = "",
    introduction: str = "",
    statement: int = 0,
) -> UpdateWords:
    """The words of an update somebody is still writing; `incident` is None while the mistake is being logged.

    `introduction` is what whoever took the customer over says of it in their first letter; `statement` the version of
    the refund's sheet that goes with it, 0 for none.
    """
    house = House.objects.get()
    manager = manager_beside(customer, author)
    return UpdateWords(
        customer=one_line(customer.name),
        reference=incident.reference if incident else "",
        subject=one_line((incident.subject if incident else "") or heading),
        kind=kind,
        number=number,
        heading=one_line(heading),
        body=body,
        next_at=next_at,
        author=Voice.of(author),
        house=one_line(house.name),
        sender=house.sender,
        manager=Voice.of(manager) if manager else None,
        moved_from=moved_from,
        question=question,
        introduction=one_line(introduction),
        look=Look.of(house),
        statement=statement,
    )


def manager_beside(customer: Customer, person: Person) -> Person | None:
    """Whom the customer may call instead of `person`: the nearest manager of the team who is somebody else.

    As in `Team.chain`, but no further up than needed, and without a statement where the teams were read already.
    """
    team: Team | None = customer.team
    seen: set[int] = set()
    while team is not None and team.pk not in seen:
        manager = team.manager
        if manager is not None and manager.is_active and manager.pk != person.pk:
            return manager
        seen.add(team.pk)
        team = team.parent
    return None


def preview(
    words: UpdateWords,
    contact: Contact,
    others: Sequence[str] = (),
    *,
    link_address: str = "",
    files: Mapping[int, bytes] | None = None,
) -> Preview:
    """The letter this contact gets, in their language, zone and locale. Without an address the link is only named."""
    reader = Reader.of_contact(contact)
    with override(reader.language):
        next_words, next_more = _next(words, reader)
        return Preview(
            from_=_("%(name)s, %(house)s") % {"name": words.author.name, "house": words.house},
            to=[one_line(contact.name)],
            subject=words.subject,
            house=words.house,
            heading=words.heading,
            greeting=_greeting(words.body, contact),
            paragraphs=[*([[words.introduction]] if words.introduction else []), *paragraphs(words.body)],
            question_words=question_put(words.question, words.kind),
            answers=ways_to_answer(words.question, words.kind, page=link_address),
            moved_words=_moved(words, reader),
            attached_words=attached_words(words.statement, contact, files),
            next_words=next_words,
            next_more=next_more,
            preheader=f"{next_words} {next_more}".strip(),
            link_words=_("See where things stand"),
            link_address=link_address,
            signature=words.author.name,
            phone=words.author.phone,
            dial=dial(words.author.phone),
            foot=_foot(words, others),
            language=reader.language,
            look=words.look,
        )


def _greeting(body: str, contact: Contact) -> str:
    """None when the author greets by name themselves."""
    first_line = body.strip().split("\n", 1)[0]
    return "" if _GREETS.match(first_line) else _("Dear %(name)s,") % {"name": first_name(one_line(contact.name))}


def _moved(words: UpdateWords, reader: Reader) -> str:
    if words.moved_from is None:
        return ""
    return _("You were to hear from us by %(when)s.") % {"when": reader.moment_with_zone(words.moved_from)}


def _next(words: UpdateWords, reader: Reader) -> tuple[str, str]:
    if words.next_at is None:
        return _("If this is not right, reply to this email."), _("Then we take it up again.")
    when = {"when": reader.moment_with_zone(words.next_at)}
    if words.kind == UpdateKind.RESOLVED:
        return _("If this is not right, tell us by %(when)s.") % when, _("After that we take it as settled.")
    if words.kind == UpdateKind.FIRST_NOTICE:
        return (
            _("You will hear from me again by %(when)s.") % when,
            _("Even if all I can say is that I am still checking."),
        )
    if words.moved_from is not None:
        return _("Now you will hear from us by %(when)s.") % when, ""
    return (
        _("You will hear from us again by %(when)s.") % when,
        _("Even if all I can say is that I am still working on it."),
    )


def _foot(words: UpdateWords, others: Sequence[str]) -> list[str]:
    said = {"name": words.author.first_name, "customer": words.customer}
    lines = [_("Also sent to %(names)s.") % {"names": "; ".join(others)}] if others else []
    lines.append(_("Reply to this email and %(name)s reads it.") % said)
    if words.manager and (words.manager.phone or words.manager.email):
        said |= {"manager": words.manager.name, "way": words.manager.phone or words.manager.email}
        lines.append(
            _("If you would rather not talk to %(name)s, call their manager, %(manager)s: %(way)s.") % said
            if words.manager.phone
            else _("If you would rather not talk to %(name)s, write to their manager, %(manager)s: %(way)s.") % said
        )
    lines.append(_("We do not track whether you open this email."))
    lines.append(_("The link to your page is only for %(customer)s.") % said)
    return lines


def named(contact: Contact) -> str:
    """A contact as the foot of a letter names them: "Tomas Reed, accounts payable"."""
    role = within_sentence(one_line(contact.role))
    return f"{one_line(contact.name)}, {role}" if role else one_line(contact.name)


def first_name(name: str) -> str:
    """How to call somebody in the active language, where that is politely done by the first name.

    The whole name where its first word is a title or a surname before a comma.
    """
    words = name.split()
    distant = (get_language() or "en").split("-")[0] not in BY_FIRST_NAME
    return name if distant or not words or "," in name or _TITLE.match(words[0]) else words[0]
