"""The forms of one page, in the order in which they stand, and what is said once one was sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from recovery.answer_words import Question, by_when, call_words, verdict_words
from recovery.asked import Questions
from updates.instants import Reader
from updates.words import Voice

from .answer_forms import AnswerForm, QuestionForm, VerdictForm

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import QueryDict

    from recovery.asked import Answer
    from updates.models import Link


@dataclass(frozen=True)
class Thanks:
    """What they read after sending, and the answer they may take back."""

    words: str
    number: int


@dataclass(frozen=True)
class Section:
    """One form under its heading: the words it is about, and what they said last."""

    form: AnswerForm
    quote: str = ""
    last: str = ""


class Forms:
    """Every form of one page; the one that was posted is bound to what was sent."""

    def __init__(
        self,
        link: Link,
        asked: Questions,
        *,
        now: datetime,
        posted: QueryDict | None = None,
        followed: QueryDict | None = None,
    ) -> None:
        """`followed` is what the link in a letter says after its question mark: a form and an answer to begin with."""
        self.link, self.asked, self.now = link, asked, now
        self.posted, self.followed = posted, followed
        self.act = posted.get("act", "") if posted is not None else ""
        self.reader = Reader.of_contact(link.contact)
        self._trust_is_asked = False
        self.verdicts = self._verdicts()
        self.question = QuestionForm(self._data("ask"), link=link)

    @property
    def sent(self) -> AnswerForm | None:
        """The form whose button was pressed; None when nobody of us made such a button."""
        return next((form for form in self.all() if form.act == self.act), None)

    def all(self) -> list[AnswerForm]:
        return [*(section.form for section in self.verdicts), self.question]

    def _verdicts(self) -> list[Section]:
        asked = self.asked
        found = []
        if asked.check_in is not None:
            found.append(self._section("now", Question.CHECK_IN, about=asked.check_in))
        if asked.resolution:
            found.append(self._section("settled", Question.RESOLUTION))
        if asked.sentence is not None:
            quote = asked.sentence.words
            found.append(self._section("sentence", Question.SENTENCE, about=asked.sentence.pk, quote=quote))
        found.append(self._right())
        return found

    def _right(self) -> Section:
        """Whether we understood: about the very version we told, or about the page while none was told."""
        if self.asked.summary is None:
            return self._section("right", Question.CORRECTION)
        summary = self.asked.summary
        return self._section("right", Question.SUMMARY, about=summary.pk, quote=summary.words)

    def _section(self, act: str, question: str, *, about: int | None = None, quote: str = "") -> Section:
        """The first form asks for trust and feelings as well, when they are due."""
        trust, self._trust_is_asked = self.asked.trust and not self._trust_is_asked, True
        form = VerdictForm(
            self._data(act),
            link=self.link,
            act=act,
            question=question,
            about=about,
            trust=trust,
            hint=self._hint(),
            chosen=self.followed.get(act, "") if self.followed else "",
        )
        return Section(form, quote, self._last(self.asked.last(question, about=about)))

    def _data(self, act: str) -> QueryDict | None:
        return self.posted if self.act == act else None

    def _hint(self) -> str:
        last = self.asked.last_number
        if last is None:
            return ""
        return _("You said %(value)s on %(day)s.") % {
            "value": last.value,
            "day": self.reader.day(last.at, now=self.now),
        }

    def _last(self, answer: Answer | None) -> str:
        if answer is None:
            return ""
        said = {"words": verdict_words(answer), "day": self.reader.day(answer.said_at, now=self.now)}
        return _("On %(day)s we heard: “%(words)s”.") % said

    def thanks(self, number: str) -> Thanks | None:
        """For the answer of this number, if it is theirs."""
        key = next((a.form_key for a in self.asked.answers if str(a.pk) == number), "")
        together = [a for a in self.asked.answers if key and a.form_key == key]
        return thanks_for(self.link, together, self.reader, self.now) if together else None


def thanks_for(link: Link, answers: list[Answer], reader: Reader, now: datetime) -> Thanks:
    """What they read after sending these, which came together."""
    words, number = {"name": Voice.of(link.incident.owner).first_name}, answers[0].pk
    owed = next((answer for answer in answers if answer.promise), None)
    if owed is None or owed.promise is None:
        return Thanks(_("Thank you. %(name)s has it.") % words, number)
    if call := call_words(answers, reader, now=now):
        return Thanks(_("Thank you. %(name)s calls you: %(call)s.") % {**words, "call": call}, number)
    words["when"] = by_when(owed.promise.due_at, now, reader)
    return Thanks(_("Thank you. %(name)s has it and will answer by %(when)s.") % words, number)
