"""What one contact is asked on their private page at a moment, and what they said there; two statements.

Only words that were told to this contact are asked about; a number for trust within the limits of `trust.asking`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, Q, QuerySet, Subquery

from customers.models import Contact
from ground.built_once import BuiltOnce
from incidents.choices import Question, Size, State, Told
from incidents.models import Answer as Answer
from incidents.models import Asking, CheckIn, Frame, Summary
from trust.asking import may_ask_elements, may_ask_trust
from trust.models import Asked, Declined, ElementsAnswer, Reading
from trust.models import Question as AskedNumber
from updates.choices import UpdateKind
from updates.models import Update

if TYPE_CHECKING:
    from datetime import datetime

    from incidents.models import Incident
    from updates.models import Link

LAST_STEP = 8


@dataclass(frozen=True)
class Version:
    """A row they are asked about: its id, so that an answer holds for this version only, and its words."""

    pk: int
    words: str


@dataclass(frozen=True)
class Number:
    """The last number for trust they gave, and when."""

    value: int
    at: datetime


@dataclass(frozen=True)
class Questions:
    """What the page asks now. `answers` are theirs that stand, newest first."""

    summary: Version | None
    sentence: Version | None
    resolution: bool
    check_in: int | None
    trust: bool
    elements: bool
    last_number: Number | None
    answers: tuple[Answer, ...]

    def last(self, *questions: str, about: int | None = None) -> Answer | None:
        """The newest answer to one of these questions, to this version where one is named."""
        mine = (a for a in self.answers if a.question in questions and about in (None, a.about_id))
        return next(mine, None)


def questions_for(link: Link, *, now: datetime) -> Questions:
    """What this link's contact is asked at `now`."""
    who = {"incident": link.incident_id, "contact": link.contact_id}
    [found] = FOUND.ask(**who, now=now)
    theirs = tuple(ANSWERS.ask(**who))
    trust = _asks_trust(found, now)
    return Questions(
        summary=_version(found, "summary"),
        sentence=_version(found, "sentence"),
        resolution=found["check_in"] is None and _asks_whether_settled(link.incident, found),
        check_in=found["check_in"],
        trust=trust,
        elements=not trust and _asks_elements(link, found, now),
        last_number=Number(found["number"], found["number_at"]) if found["number_at"] else None,
        answers=theirs,
    )


def _answers(incident: int, contact: int) -> QuerySet[Answer]:
    theirs = Answer.objects.filter(incident=incident, contact=contact).standing()
    return theirs.select_related("promise").order_by("-said_at", "-pk")[:100]


def _found(incident: int, contact: int, now: datetime) -> Any:
    """Everything of which there is at most one, in one statement."""
    told = Update.objects.filter(incident=incident, undo_until__lte=now).told_to_number(contact)
    askings = Asking.objects.filter(incident=incident, contact=contact, void_at__isnull=True)
    numbers = Reading.objects.theirs().filter(contact=contact).order_by("-said_at", "-pk")
    declined = Declined.objects.filter(contact=contact)
    words = {
        "summary": told_row(Summary, incident, contact, told),
        "sentence": told_row(Frame, incident, contact, told),
        "number": numbers,
        "number_at": numbers,
    }
    columns = {"summary": "text", "sentence": "sentence", "number": "value", "number_at": "said_at"}
    return (
        Contact.objects.filter(pk=contact)
        .values("pk")
        .annotate(
            **{name: Subquery(rows.values(columns[name])[:1]) for name, rows in words.items()},
            summary_pk=Subquery(words["summary"].values("pk")[:1]),
            sentence_pk=Subquery(words["sentence"].values("pk")[:1]),
            resolution=Exists(askings.filter(question=Question.RESOLUTION)),
            check_in=Subquery(_check_ins(incident, contact).values("pk")[:1]),
            more_than_first=Exists(told.exclude(kind=UpdateKind.FIRST_NOTICE)),
            asked_trust=Subquery(_last_asked(contact, Asked.TRUST)),
            asked_elements=Subquery(_last_asked(contact, Asked.ELEMENTS)),
            elements_at=Subquery(
                ElementsAnswer.objects.filter(contact=contact).order_by("-said_at").values("said_at")[:1]
            ),
            no_trust=Exists(declined.filter(about=Asked.TRUST)),
            no_elements=Exists(declined.filter(about=Asked.ELEMENTS)),
        )
    )


FOUND: BuiltOnce[dict[str, Any]] = BuiltOnce(_found)
ANSWERS: BuiltOnce[Answer] = BuiltOnce(_answers)


def told_row(kind: Any, incident: int, contact: int, told: QuerySet[Update]) -> Any:
    """The version that stands, if this very version was told to this contact, by a letter or in a conversation."""
    by_letter = Q(told_by=Told.UPDATE, told_id__in=told.order_by().values("pk"))
    aloud = Q(told_by=Told.CONVERSATION) & (Q(told_to=None) | Q(told_to=contact))
    rows = kind.objects.filter(incident=incident, told_at__isnull=False).current()
    return rows.filter(by_letter | aloud).order_by("-pk")


def _check_ins(incident: int, contact: int) -> QuerySet[CheckIn]:
    """What we asked this contact last after the closing in force, and they have not answered."""
    asked = CheckIn.objects.standing().filter(incident=incident, contact=contact)
    return asked.filter(asked_at__isnull=False, answered_at__isnull=True).order_by("-day")


def _last_asked(contact: int, about: str) -> Any:
    return AskedNumber.objects.filter(contact=contact, about=about).order_by("-asked_at").values("asked_at")[:1]


def _version(found: dict[str, Any], name: str) -> Version | None:
    return Version(found[f"{name}_pk"], found[name]) if found[f"{name}_pk"] else None


def _asks_whether_settled(incident: Incident, found: dict[str, Any]) -> bool:
    """Once it is closed, while a small mistake waits for an objection, and when a letter asked."""
    return bool(found["resolution"]) or incident.state == State.CLOSED or incident.size == Size.SMALL


def _asks_trust(found: dict[str, Any], now: datetime) -> bool:
    """Once in 14 days counted from what they said; a question that a letter put stays open until they answer it."""
    if not found["asked_trust"] and not found["more_than_first"]:
        return False
    return may_ask_trust(now=now, last_asked_at=found["number_at"], declined=found["no_trust"]) is None


def _asks_elements(link: Link, found: dict[str, Any], now: datetime) -> bool:
    """Apart from this mistake, hence not before it is nearly put right, and never beside a number for trust."""
    incident = link.incident
    nearly = incident.state == State.CLOSED or incident.step_now is None or incident.step_now >= LAST_STEP
    return (
        nearly and may_ask_elements(now=now, last_asked_at=found["elements_at"], declined=found["no_elements"]) is None
    )
