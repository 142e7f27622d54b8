"""What is said about an answer of a customer: what we promise for it, how a receipt and a letter to us repeat it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incidents.asked_words import ASKED
from incidents.choices import Emotion as Emotion
from incidents.choices import Question as Question
from incidents.choices import Verdict as Verdict

from .call_times import LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from incidents.models import Answer
    from updates.instants import Reader


@dataclass(frozen=True)
class QuestionWords:
    """How a question to the customer is put, what yes and no say, and what we owe them after a no or their words.

    Each a text that is translated when it is read.
    """

    ask: Any
    yes: Any = ""
    no: Any = ""
    correct: Any = ""
    reply: Any = ""


def _asked(question: str, *, correct: Any = "", reply: Any = "") -> QuestionWords:
    asked = ASKED[question]
    return QuestionWords(ask=asked.ask, yes=asked.yes, no=asked.no, correct=correct, reply=reply)


GOT_IT = _asked(
    Question.SUMMARY,
    correct=gettext_lazy("What should we correct?"),
    reply=gettext_lazy("An answer to your correction"),
)

WORDS: dict[str, QuestionWords] = {
    Question.SUMMARY: GOT_IT,
    Question.CORRECTION: GOT_IT,
    Question.SENTENCE: _asked(
        Question.SENTENCE,
        correct=gettext_lazy("How would you say it?"),
        reply=gettext_lazy("An answer to how you would say it"),
    ),
    Question.RESOLUTION: _asked(
        Question.RESOLUTION,
        correct=gettext_lazy("What is still open?"),
        reply=gettext_lazy("An answer to what is still open"),
    ),
    Question.CHECK_IN: _asked(
        Question.CHECK_IN,
        correct=gettext_lazy("What is not settled?"),
        reply=gettext_lazy("An answer to what is not settled"),
    ),
    Question.TRUST: _asked(Question.TRUST),
    Question.FEELINGS: QuestionWords(
        ask=gettext_lazy("How do you feel about it?"), reply=gettext_lazy("An answer to what you wrote")
    ),
    Question.QUESTION: QuestionWords(
        ask=gettext_lazy("Your question"), reply=gettext_lazy("An answer to your question")
    ),
    Question.REPLY: QuestionWords(ask=gettext_lazy("Your mail"), reply=gettext_lazy("An answer to your mail")),
    Question.CALL_BACK: QuestionWords(ask=gettext_lazy("Call me back"), reply=gettext_lazy("A call")),
}


@dataclass(frozen=True)
class Line:
    """One answer as a letter repeats it: the question, yes or no in the words of the form, and what they wrote."""

    ask: str
    verdict: str
    words: str


def lines_of(answers: Iterable[Answer]) -> list[Line]:
    return [Line(str(WORDS[a.question].ask), verdict_words(a), words_of(a)) for a in answers]


def verdict_words(answer: Answer) -> str:
    known = WORDS.get(answer.question)
    if known is None or answer.verdict == Verdict.WORDS:
        return ""
    return str(known.yes if answer.verdict == Verdict.YES else known.no)


def words_of(answer: Answer) -> str:
    """What they wrote; a number for trust says of how many."""
    if answer.question == Question.TRUST:
        return _("%(number)s of 10") % {"number": answer.words}
    return answer.words


def by_when(due: datetime, now: datetime, reader: Reader) -> str:
    """The day of our answer as they read it; the time as well when it is today."""
    if reader.is_today(due, now):
        return _("%(time)s today") % {"time": reader.time(due)}
    return reader.day(due, now=now)


def call_words(answers: Iterable[Answer], reader: Reader, *, now: datetime) -> str:
    """When we call, for those who asked for it; nothing for the others."""
    call = next((a.promise for a in answers if a.question == Question.CALL_BACK and a.promise), None)
    return half_hour(call.due_at - LENGTH, call.due_at, reader, now=now) if call else ""


def half_hour(begins: datetime, ends: datetime, reader: Reader, *, now: datetime) -> str:
    """ "Friday 20 November, 10:00 to 10:30"."""
    return _("%(day)s, %(begins)s to %(ends)s") % {
        "day": reader.day(begins, now=now),
        "begins": reader.time(begins),
        "ends": reader.time(ends),
    }
