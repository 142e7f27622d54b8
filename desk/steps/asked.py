"""How a summary or sentence stands with them: told, asked about, confirmed or corrected, in which version."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from incidents.choices import Told, Verdict
from incidents.silence import ask_again_from, second_asking, silent_from
from recovery.answer_words import WORDS
from updates.words import paragraphs

if TYPE_CHECKING:
    from datetime import datetime

    from desk.steps.contract import Page
    from incidents.models import Answer, Asking, Frame, Summary


@dataclass(frozen=True)
class SaidBack:
    """One thing they said: their words, then how and when."""

    words: str
    how: str
    verdict: str
    name: str


@dataclass(frozen=True)
class Before:
    """An earlier version, and what they said of it."""

    number: int
    paragraphs: list[list[str]]
    said: list[SaidBack]


@dataclass(frozen=True)
class Question:
    """How a summary or sentence stands with them: told or not, confirmed, corrected, and when to ask again."""

    ask: Any = ""
    """How it is put to them."""
    told: bool = False
    version: int = 1
    when: str = ""
    to: str = ""
    confirmed: SaidBack | None = None
    corrected: SaidBack | None = None
    said: list[SaidBack] = field(default_factory=list)
    before: list[Before] = field(default_factory=list)
    asked: int = 0
    asked_words: str = ""
    may_ask_again: bool = False

    @property
    def waiting(self) -> bool:
        return self.told and self.confirmed is None and self.corrected is None


def question_on(page: Page, kind: type[Summary] | type[Frame]) -> Question:
    """Of the row that stands; read once for each look at the case."""
    if kind not in page.questions:
        page.questions[kind] = question_of(page, page.standing.one(kind))
    return page.questions[kind]


def question_of(page: Page, row: Summary | Frame | None) -> Question:
    """Read from what the page has read already."""
    if row is None:
        return Question()
    standing, same = page.standing, page.standing.same_words(row)
    answers = [answer for answer in standing.answers if answer.question == row.question]
    mine = [answer for answer in answers if answer.about_id in same]
    last = next((answer for answer in reversed(mine) if answer.verdict != Verdict.WORDS), None)
    askings = [a for a in standing.askings if a.question == row.question and a.about_id in same]
    every = [a for a in standing.askings if a.question == row.question]
    return Question(
        ask=WORDS[row.question].ask,
        told=row.told_at is not None,
        version=1 + sum(not row.says_the_same(version) for version in _wordings(page, row)),
        when=page.said(row.told_at) if row.told_at else "",
        to=told_to(page, row),
        confirmed=said_back(page, last) if last and last.verdict == Verdict.YES else None,
        corrected=said_back(page, last) if last and last.verdict == Verdict.NO else None,
        said=[said_back(page, answer) for answer in reversed(mine) if answer.words or answer is last],
        before=_before(page, row, answers),
        asked=len(askings),
        asked_words=_asked_words(page, answers, every) if last is None else "",
        may_ask_again=row.told_at is not None,
    )


def said_back(page: Page, answer: Answer) -> SaidBack:
    how = f"{answer.get_via_display()}, {page.said(answer.said_at)}"
    if answer.said_name:
        how = _("%(how)s, signed %(name)s") % {"how": how, "name": answer.said_name}
    return SaidBack(answer.words, how, str(answer.get_verdict_display()), answer.contact.greeting_name)


def told_to(page: Page, row: Any) -> str:
    """To whom it went, or to whom it was said."""
    if row is None or row.told_at is None:
        return ""
    if row.told_by == Told.CONVERSATION:
        name = {"name": row.told_to.name if row.told_to else page.incident.customer.name}
        return _("Said to %(name)s") % name
    names = page.story.told.get(row.told_id, [page.speaker_name])
    return _("Sent to %(names)s") % {"names": ", ".join(names)}


def _wordings(page: Page, row: Summary | Frame) -> list[Summary | Frame]:
    """The earlier versions, each wording once, the newest first."""
    found: list[Summary | Frame] = []
    latest = row
    for version in page.standing.before(row):
        if not latest.says_the_same(version):
            found.append(version)
            latest = version
    return found


def _before(page: Page, row: Summary | Frame, answers: list[Answer]) -> list[Before]:
    wordings = _wordings(page, row)
    found = []
    for number, version in zip(range(len(wordings), 0, -1), wordings, strict=True):
        same = {v.pk for v in page.standing.every(type(version)) if v.says_the_same(version)}
        said = [said_back(page, answer) for answer in answers if answer.about_id in same]
        told = "\n\n".join(getattr(version, name) for name in version.told_fields)
        found.append(Before(number, paragraphs(told), said))
    return found


def _asked_words(page: Page, answers: list[Answer], askings: list[Asking]) -> str:
    """When they were asked, from when a second question counts, and from when silence stands for an answer."""
    return silence_so_far(page, [a.asked_at for a in askings if not answers or a.asked_at > answers[-1].said_at])


def silence_so_far(page: Page, since: list[datetime]) -> str:
    """What became of asking at these moments, none of which was answered; names the day that comes next."""
    if not since:
        return ""
    hours = page.incident.customer.our_hours()
    quiet = silent_from(since, hours=hours)
    if quiet is not None:
        return _silence_words(page, quiet)
    said = {"first": page.said(since[0]), "again": page.said(ask_again_from(since[0], hours=hours))}
    if second_asking(since, hours=hours) is None:
        return _("Asked %(first)s. A second question counts from %(again)s.") % said
    return ""


def _silence_words(page: Page, quiet: datetime) -> str:
    when = {"when": page.said(quiet)}
    if quiet <= page.now:
        return _("Asked twice, and no word until %(when)s. You may finish without an answer.") % when
    return _("Asked twice. If no word comes until %(when)s, you may finish without an answer.") % when
