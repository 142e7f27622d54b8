"""They hear that we understood: the summary and the one sentence are told, asked about, heard, and told again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from incidents.answering import AnswerRefused, Said, deal_with, record_answer
from incidents.asking import ask
from incidents.choices import Told, Verdict, Via
from incidents.evidence import ChangedMeanwhile, EvidenceRefused, drop_draft, latest, write
from incidents.framing import write_frame
from incidents.models import Frame, Summary
from incidents.promises import lock
from incidents.told import askings_of, mark_told
from updates.choices import UpdateKind
from updates.sending import Telling, send_update
from updates.talking import Talk, note_conversation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from customers.models import Contact
    from ground.accounts.models import Person
    from incidents.models import Answer, Incident
    from updates.models import Conversation

Asked = TypeVar("Asked", Summary, Frame)


class TellRefused(EvidenceRefused):
    """Why this is not told now, in a sentence a person can act on."""


class ToldMeanwhile(TellRefused):
    """Somebody else told them first; so that they get one letter, ours did not go."""


@dataclass(frozen=True)
class Seen:
    """What stood on the page of whoever writes: the version (its id), and how often it had been asked about."""

    version: int | None = None
    asked: int = 0


@dataclass(frozen=True)
class Letter:
    """To whom it goes and when they hear again; without a heading it gets the usual one."""

    contacts: Sequence[Contact]
    next_at: datetime | None
    heading: str = ""


@dataclass(frozen=True)
class Heard:
    """What was said of it aloud: `verdict` is yes, no, or nothing where they did not want to say.

    With `our_words` and `next_at` the conversation keeps the clock.
    """

    contact: Contact
    channel: str
    began: str
    happened_at: datetime
    verdict: str = ""
    words: str = ""
    our_words: str = ""
    next_at: datetime | None = None


@transaction.atomic
def tell_summary(
    incident: Incident, *, words: dict[str, str], seen: Seen, letter: Letter, by: Person, now: datetime
) -> Summary:
    """Step 4: facts, feelings, what we own and the apology go to them, with the question whether we got it right.

    The same words again ask again. ChangedMeanwhile or ToldMeanwhile when somebody else was first.
    """
    incident = lock(incident)
    summary = write(Summary, incident, seen=seen.version, by=by, now=now, **words)
    _nobody_told_meanwhile(summary, seen)
    with override(_language(letter)):
        heading = letter.heading or _("What happened, and what it did to you")
    return _tell(summary, heading, summary_words(summary), letter, by=by, now=now)


@transaction.atomic
def tell_sentence(
    incident: Incident, *, fields: dict[str, str], seen: Seen, letter: Letter, by: Person, now: datetime
) -> Frame:
    """Step 6: the one sentence goes to them, with the question whether it is right. As `tell_summary`."""
    incident = lock(incident)
    frame = write_frame(incident, seen=seen.version, by=by, now=now, **fields)
    _nobody_told_meanwhile(frame, seen)
    with override(_language(letter)):
        heading = letter.heading or _("The problem, in one sentence")
        body = sentence_words(frame)
    return _tell(frame, heading, body, letter, by=by, now=now)


@transaction.atomic
def hear(row: Summary | Frame, *, heard: Heard, by: Person, now: datetime) -> Answer | None:
    """They said it on the phone or to your face: a conversation, the question put aloud, and their answer.

    What was not told before is told by this conversation. No answer (None) when they did not want to say.
    """
    incident = lock(row.incident)
    row, seen = latest(row), row
    if not row.says_the_same(seen):
        raise ChangedMeanwhile(row)
    if heard.verdict == Verdict.NO and not heard.words.strip():
        raise AnswerRefused(_("Write down what they would change, in their words."))
    talk = _talk(incident, row, heard, by, now)
    mark_told(row, how=Told.CONVERSATION, how_id=talk.pk, to=heard.contact, at=heard.happened_at, by=by, now=now)
    ask(
        incident,
        question=row.question,
        contact=heard.contact,
        told_by=Told.CONVERSATION,
        told_id=talk.pk,
        asked_at=heard.happened_at,
        by=by,
        now=now,
        about_id=row.pk,
    )
    return _answer(incident, row, heard, talk, by, now) if heard.verdict else None


@transaction.atomic
def say_summary(
    incident: Incident, *, words: dict[str, str], seen: Seen, heard: Heard, by: Person, now: datetime
) -> Answer | None:
    """The summary was read to them, on the phone or to their face, before any letter. As `hear`."""
    summary = write(Summary, lock(incident), seen=seen.version, by=by, now=now, **words)
    return hear(summary, heard=heard, by=by, now=now)


@transaction.atomic
def say_sentence(
    incident: Incident, *, fields: dict[str, str], seen: Seen, heard: Heard, by: Person, now: datetime
) -> Answer | None:
    """The sentence was said to them before any letter. As `hear`."""
    frame = write_frame(lock(incident), seen=seen.version, by=by, now=now, **fields)
    return hear(frame, heard=heard, by=by, now=now)


def summary_words(summary: Summary) -> str:
    """The message as they read it: what happened and what it did to them, what we own, the apology."""
    return "\n\n".join(part.strip() for part in (summary.text, summary.owned, summary.apology) if part.strip())


def sentence_words(frame: Frame) -> str:
    """The message that carries the sentence, in the language that is active."""
    ours = _("This is how we would say the problem in one sentence:")
    theirs = _("Would you say it so? If you would change a word, we take your word.")
    return f"{ours}\n\n{frame.sentence.strip()}\n\n{theirs}"


def _nobody_told_meanwhile(row: Summary | Frame, seen: Seen) -> None:
    """A version that is told again must have been seen as told; else two people would send it twice."""
    askings = askings_of(row)
    if len(askings) > seen.asked:
        teller = askings[-1].by
        name = {"name": teller.name if teller else _("Somebody")}
        raise ToldMeanwhile(_("%(name)s told them while you wrote. Nothing went out twice.") % name)


def _tell(row: Asked, heading: str, body: str, letter: Letter, *, by: Person, now: datetime) -> Asked:
    telling = Telling(
        kind=UpdateKind.UPDATE,
        heading=heading,
        body=body,
        contacts=list(letter.contacts),
        next_at=letter.next_at,
        question=row.question,
        about_id=row.pk,
    )
    update = send_update(row.incident, telling=telling, by=by, now=now)
    mark_told(row, how=Told.UPDATE, how_id=update.pk, to=letter.contacts[0], at=now, by=by, now=now)
    drop_draft(row.incident, number=STEP[type(row)], by=by, now=now)
    return row


STEP = {Summary: 4, Frame: 6}


def _language(letter: Letter) -> str:
    return letter.contacts[0].local_language if letter.contacts else "en"


def _talk(incident: Incident, row: Summary | Frame, heard: Heard, by: Person, now: datetime) -> Conversation:
    ours = heard.our_words.strip()
    if not ours and (heard.next_at is not None or not heard.words.strip()):
        ours = summary_words(row) if isinstance(row, Summary) else row.sentence
    talk = Talk(
        contact=heard.contact,
        channel=heard.channel,
        began=heard.began,
        happened_at=heard.happened_at,
        their_words=heard.words,
        our_words=ours,
        next_at=heard.next_at,
    )
    return note_conversation(incident, talk=talk, by=by, now=now)


def _answer(
    incident: Incident, row: Summary | Frame, heard: Heard, talk: Conversation, by: Person, now: datetime
) -> Answer:
    said = Said(
        question=row.question,
        verdict=heard.verdict,
        words=heard.words,
        via=Via.CONVERSATION,
        said_at=heard.happened_at,
        about_id=row.pk,
        via_id=talk.pk,
    )
    answer = record_answer(incident, contact=heard.contact, said=said, by=by, now=now)
    return deal_with(answer, by=by, now=now)
