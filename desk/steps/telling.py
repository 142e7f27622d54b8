"""What steps 4, 6 and 7 share: telling them by letter, noting what they said aloud, and how the question stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.next_times import LocalInstantField, NextTimeForm, NextTimes
from desk.steps.at_hand import at_hand
from desk.steps.forms import LONG, PartForm, contact_field
from ground.choosing import ChoiceField
from ground.text import TextField
from incidents.choices import Told, Verdict
from incidents.silence import ask_again_from, second_asking, silent_from
from recovery.understanding import Heard, Letter, Seen
from updates.choices import Began, Channel
from updates.words import paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from customers.models import Contact
    from desk.steps.contract import Page
    from desk.steps.slots import Slot
    from incidents.models import Answer, Asking, Frame, Summary

SERIF = "letter letter--s"
NOT_SAID = "none"
MOST_ASKED = 10_000


class SendForm(NextTimeForm, PartForm):
    """To whom a letter goes and when they hear again. It is no evidence: alone it is never kept."""

    def build(self) -> None:
        page, people = self.page, may_get_mail(self.page)
        speaker = str(page.incident.speaker_id or "")
        chosen = [str(c.pk) for c in people if str(c.pk) == speaker] or [str(c.pk) for c in people[:1]]
        self.fields["tell"] = forms.MultipleChoiceField(
            label=_("To"),
            choices=[(str(contact.pk), contact.name) for contact in people],
            initial=chosen,
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": _("Choose at least one person, or note a conversation instead."),
                "invalid_choice": _("Choose one from the list."),
                "invalid_list": _("Choose one from the list."),
            },
        )
        incident, rhythm = page.incident, at_hand(page).rhythm
        offer = NextTimes(incident.customer, incident.severity, page.person, page.now, rhythm)
        self.offer_next_times(offer, zone=page.person.zone, label=_("They will hear from us again by"))
        self.fields["asked"] = forms.IntegerField(
            required=False, min_value=0, max_value=MOST_ASKED, widget=forms.HiddenInput, initial=self.times_asked()
        )

    def times_asked(self) -> int:
        """How often the page that is open has seen the question put."""
        return 0

    def has_changed(self) -> bool:
        return False

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        self.clean_next_time(data, self.page.now)
        return data

    def letter(self) -> Letter:
        wanted = set(self.cleaned_data["tell"])
        people = [contact for contact in may_get_mail(self.page) if str(contact.pk) in wanted]
        return Letter(contacts=people, next_at=self.next_at)

    @property
    def asked(self) -> int:
        return int(self.cleaned_data.get("asked") or 0)


class HeardForm(PartForm):
    """What somebody of the customer said to us, on the phone or face to face."""

    words = TextField(
        max_length=LONG,
        required=False,
        label=gettext_lazy("Their words"),
        help_text=gettext_lazy("As they said it. How and when goes on the record with it."),
        widget=forms.Textarea(attrs={"rows": 2, "class": SERIF}),
    )
    channel = ChoiceField(
        label=gettext_lazy("How?"), choices=Channel.choices, widget=forms.RadioSelect, initial=Channel.PHONE
    )
    began = ChoiceField(
        label=gettext_lazy("Who began?"), choices=Began.choices, widget=forms.RadioSelect, initial=Began.US
    )

    def build(self) -> None:
        zone = self.page.person.zone
        self.fields["contact"] = contact_field(self.page.contacts, _("Who said it?"))
        self.fields["happened_at"] = LocalInstantField(
            zone=zone, required=False, label=_("When?"), help_text=_("Leave it empty for just now.")
        )
        self.fields["again"] = LocalInstantField(
            zone=zone,
            required=False,
            label=_("They hear from us again by"),
            help_text=_("With a time, the conversation counts as told and the clock runs to it."),
        )
        self.order_fields(["contact", "verdict", "words", "channel", "began", "happened_at", "again"])

    def has_changed(self) -> bool:
        """The choices that are made beforehand say nothing yet."""
        return any(self[name].value() for name in ("words", "verdict", "trust") if name in self.fields)

    def heard(self) -> Heard:
        data = self.cleaned_data
        verdict = data.get("verdict", "")
        return Heard(
            contact=data["contact"],
            channel=data["channel"],
            began=data["began"],
            happened_at=data["happened_at"] or self.page.now,
            verdict="" if verdict == NOT_SAID else verdict,
            words=data["words"],
            next_at=data["again"],
        )


class AnswerForm(HeardForm):
    """Their answer to the question whether we got it right."""

    def build(self) -> None:
        super().build()
        self.fields["verdict"] = ChoiceField(
            label=_("What did they answer?"),
            choices=[
                (Verdict.YES.value, _("Yes, that is it")),
                (Verdict.NO.value, _("They corrected it")),
                (NOT_SAID, _("They did not want to say")),
            ],
            widget=forms.RadioSelect,
            error_messages={"required": _("Say what they answered.")},
        )
        self.order_fields(["contact", "verdict", "words", "channel", "began", "happened_at", "again"])


def may_get_mail(page: Page) -> list[Contact]:
    return [contact for contact in page.contacts if contact.email and contact.left_at is None]


def keeps_nothing(slot: Slot) -> str:
    """A form that only goes with another one."""
    return ""


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
        told=row.told_at is not None,
        version=1 + sum(not row.says_the_same(version) for version in _wordings(page, row)),
        when=page.moment(row.told_at) if row.told_at else "",
        to=told_to(page, row),
        confirmed=said_back(page, last) if last and last.verdict == Verdict.YES else None,
        corrected=said_back(page, last) if last and last.verdict == Verdict.NO else None,
        said=[said_back(page, answer) for answer in reversed(mine) if answer.words or answer is last],
        before=_before(page, row, answers),
        asked=len(askings),
        asked_words=_asked_words(page, answers, every) if last is None else "",
        may_ask_again=row.told_at is not None,
    )


def seen(slot: Slot, asked: int) -> Seen:
    return Seen(version=slot.row.pk if slot.row else None, asked=asked)


def said_back(page: Page, answer: Answer) -> SaidBack:
    how = f"{answer.get_via_display()}, {page.moment(answer.said_at)}"
    if answer.said_name:
        how = _("%(how)s, signed %(name)s") % {"how": how, "name": answer.said_name}
    return SaidBack(answer.words, how, str(answer.get_verdict_display()), answer.contact.greeting_name)


def sent_to(contacts: Sequence[Contact]) -> str:
    """The sentence to say after a letter went."""
    names = _(" and ").join(contact.greeting_name for contact in contacts)
    return _("Sent to %(names)s. The clock still runs, whether they answer or not.") % {"names": names}


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
    since = [asking.asked_at for asking in askings if not answers or asking.asked_at > answers[-1].said_at]
    if not since:
        return ""
    hours = page.incident.customer.our_hours()
    quiet = silent_from(since, hours=hours)
    if quiet is not None:
        return _silence_words(page, quiet)
    said = {"first": page.moment(since[0]), "again": page.moment(ask_again_from(since[0], hours=hours))}
    if second_asking(since, hours=hours) is None:
        return _("Asked %(first)s. A second question counts from %(again)s.") % said
    return ""


def _silence_words(page: Page, quiet: datetime) -> str:
    when = {"when": page.moment(quiet)}
    if quiet <= page.now:
        return _("Asked twice, and no word until %(when)s. You may finish without an answer.") % when
    return _("Asked twice. If no word comes until %(when)s, you may finish without an answer.") % when
