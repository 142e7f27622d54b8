"""What customers said on their pages and nobody of us has seen to: lines for Today and the timeline."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ground.accounts.models import asking
from ground.built_once import BuiltOnce
from incidents.choices import Question, Verdict, Via
from incidents.models import Answer, Incident
from recovery.answer_words import verdict_words, words_of
from updates.clock_words import day_and_time, gap_words, moment_words, time_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, tzinfo

    from ground.accounts.models import Person

SHOWN = 10


@dataclass(frozen=True)
class AnswerRow:
    """What came with one press: who and when, their words, the date we promised, and how to see to it."""

    title: str
    customer: str
    reference: str
    said: list[str]
    trust: str
    promised: str
    seen_url: str
    seen_label: str


def answers_waiting(person: Person, now: datetime, *, everyone: bool) -> list[AnswerRow]:
    """Oldest first, of my incidents or of all I may see; words of feelings are for those who may read them."""
    if not person.powers.feelings:
        return []
    found = WAITING.ask(person.role, everyone, person=person.pk, at=now)
    together = [list(group) for _key, group in groupby(found, key=lambda a: a.form_key or a.pk)]
    return [_row(answers, now, ZoneInfo(person.zone)) for answers in together[:SHOWN]]


def _waiting(role: str, everyone: bool, person: int, at: datetime) -> QuerySet[Answer]:
    somebody = asking(role, person, at)
    mine = Incident.objects.visible_to(somebody) if everyone else Incident.objects.mine(somebody)
    waiting = Answer.objects.to_deal_with().filter(incident__in=mine.order_by().values("pk"))
    return waiting.select_related("incident__customer", "contact", "promise")[: 4 * SHOWN]


WAITING: BuiltOnce[Answer] = BuiltOnce(_waiting)


def _row(answers: Sequence[Answer], now: datetime, zone: tzinfo) -> AnswerRow:
    first = answers[0]
    owed = next((answer.promise for answer in answers if answer.promise), None)
    incident = first.incident
    return AnswerRow(
        title=_when_they_answered(first, now, zone),
        customer=incident.customer.name,
        reference=incident.reference,
        said=[said_words(answer) for answer in answers if answer.question != Question.TRUST],
        trust=next(
            (_("Trust: %(number)s") % {"number": words_of(a)} for a in answers if a.question == Question.TRUST), ""
        ),
        promised=_("You promised an answer by %(when)s.") % {"when": moment_words(owed.due_at, now, zone)}
        if owed
        else "",
        seen_url=reverse("desk:seen_to", args=[incident.reference, first.pk]),
        seen_label=_("I have answered") if owed or first.via == Via.REPLY else _("Seen to"),
    )


def _when_they_answered(answer: Answer, now: datetime, zone: tzinfo) -> str:
    """“Ingrid answered 10:12”, with the day when it was not today."""
    today = answer.said_at.astimezone(zone).date() == now.astimezone(zone).date()
    when = time_words(answer.said_at, zone) if today else day_and_time(answer.said_at, now, zone)
    return _("%(name)s answered %(when)s") % {"name": signed(answer), "when": when}


def signed(answer: Answer) -> str:
    """Who said it: with a forwarded link the name they signed with, and whose link it was."""
    if answer.said_name in ("", answer.contact.name):
        return answer.contact.greeting_name
    names = {"name": answer.said_name, "owner": answer.contact.greeting_name}
    return _("%(name)s (with %(owner)s’s link)") % names


def said_words(answer: Answer) -> str:
    """Yes or no as the form said it, then their words."""
    verdict, words = verdict_words(answer), words_of(answer)
    return f"{verdict}. {words}" if verdict and words else verdict or words


def title_of(answer: Answer) -> str:
    """What they did, for the timeline; their words stand below it."""
    name = {"name": signed(answer)}
    if answer.verdict != Verdict.WORDS:
        return _("%(name)s: “%(verdict)s”") % {**name, "verdict": verdict_words(answer)}
    return _(TITLES.get(answer.question, WROTE)) % name


WROTE = gettext_noop("%(name)s wrote on their page")
TITLES: dict[str, str] = {
    Question.QUESTION: gettext_noop("%(name)s asked a question"),
    Question.CALL_BACK: gettext_noop("%(name)s asks for a call"),
    Question.FEELINGS: gettext_noop("%(name)s said how they feel"),
    Question.REPLY: gettext_noop("%(name)s replied by mail"),
}


def to_press(answers: Iterable[Answer]) -> set[int]:
    """Of what came with one press and waits for us, the one line that shows the button: the one we owe an answer."""
    waiting = [a for a in answers if a.dealt_at is None and a.withdrawn_at is None and a.question != Question.TRUST]
    chosen: dict[str, Answer] = {}
    for answer in sorted(waiting, key=lambda a: (a.promise_id is None, a.pk)):
        chosen.setdefault(answer.form_key or str(answer.pk), answer)
    return {answer.pk for answer in chosen.values()}


def state_of(answer: Answer, now: datetime, zone: tzinfo) -> tuple[str, str, str]:
    """Tone, icon and words: taken back, or how long they have waited for the answer we promised."""
    if answer.withdrawn_at is not None:
        return "", "arrow-counterclockwise", _("Taken back")
    if answer.dealt_at is not None or (answer.promise is None and answer.via != Via.REPLY):
        return "", "", ""
    tone = "late" if answer.promise and answer.promise.due_at < now else "soon"
    icon = "exclamation-lg" if tone == "late" else "hourglass-split"
    return tone, icon, _("Not answered, %(span)s") % {"span": gap_words(answer.said_at, now, zone)}
