"""Step 2, get the facts: both versions apart, dated facts with their sources, and what nobody knows yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from desk.steps.asked import silence_so_far
from desk.steps.contract import Earlier, Link, Part, StepPage
from desk.steps.forms import LONG, SHORT, DayField, PartForm, contact_field
from desk.steps.words import day_of, versions, who_wrote
from ground.choosing import ChoiceField
from ground.text import LineField, TextField
from incidents import evidence
from incidents.asking import ask
from incidents.choices import Question, Side, Told
from incidents.models import Account, Fact, Preparation, Unknown
from incidents.periods import PeriodRefused, read_start

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from desk.steps.contract import Page
    from desk.steps.slots import Slot
    from incidents.periods import Start

SERIF = "letter letter--s"


class TheirsForm(PartForm):
    text = TextField(
        max_length=LONG,
        label=gettext_lazy("Their version, in their words"),
        help_text=gettext_lazy("As they told it. Do not improve it."),
        widget=forms.Textarea(attrs={"rows": 3, "class": SERIF}),
        error_messages={"required": gettext_lazy("Write down what they told you.")},
    )

    def build(self) -> None:
        if self.row is None:
            told = {a.contact_id for a in self.page.standing.of(Account) if a.side == Side.THEIRS}
            left = [contact for contact in self.page.contacts if contact.pk not in told]
            self.fields["contact"] = contact_field(left, gettext_lazy("Who told you?"))
            self.order_fields(["contact", "text"])


class OursForm(PartForm):
    text = TextField(
        max_length=LONG,
        label=gettext_lazy("Our version"),
        help_text=gettext_lazy("What we know on our side. They do not read it."),
        error_messages={"required": gettext_lazy("Write down what we know.")},
    )


class FactForm(PartForm):
    may_go = True
    happened = LineField(
        max_length=40,
        label=gettext_lazy("When"),
        help_text=gettext_lazy("A day or a month, like 12 Feb 2023 or March 2023."),
        error_messages={"required": gettext_lazy("Say when it happened.")},
    )
    source = LineField(
        max_length=200,
        label=gettext_lazy("How we know"),
        help_text=gettext_lazy("An invoice, a log, an email, a person who saw it."),
        error_messages={"required": gettext_lazy("Say how we know. Without a source it is a guess.")},
    )
    text = LineField(
        max_length=500,
        label=gettext_lazy("What happened"),
        error_messages={"required": gettext_lazy("Say what happened.")},
    )

    def build(self) -> None:
        if isinstance(self.row, Fact):
            self.initial.setdefault("happened", day_of(self.row.happened_on, self.row.precision))

    def clean_happened(self) -> Start:
        """The words people use for a day, as a day or the first of its month."""
        today = self.page.now.astimezone(self.page.zone).date()
        try:
            return read_start(self.cleaned_data["happened"], today=today, language=get_language() or "en")
        except PeriodRefused as refused:
            raise ValidationError(str(refused)) from refused

    def kept(self) -> dict[str, Any]:
        data = super().kept()
        start = data.pop("happened")
        return {**data, "happened_on": start.on, "precision": start.precision}


class UnknownForm(PartForm):
    may_go = True
    text = LineField(
        max_length=SHORT,
        label=gettext_lazy("What do we not know yet?"),
        error_messages={"required": gettext_lazy("Say what is not known.")},
    )
    who = LineField(max_length=100, required=False, label=gettext_lazy("Who finds out"))
    by_on = DayField(required=False, label=gettext_lazy("By when"))


class AnswerForm(PartForm):
    """An answer adds what was not known; nothing is changed, and nobody is asked why."""

    asks_why = False
    answer = LineField(
        max_length=500,
        label=gettext_lazy("What is the answer, and from whom?"),
        error_messages={"required": gettext_lazy("Write the answer.")},
    )


class AskedForm(PartForm):
    """They were asked for their version, in a letter that went or in a conversation that is noted."""

    def build(self) -> None:
        self.fields["contact"] = contact_field(self.page.contacts, gettext_lazy("Whom did you ask?"))
        self.fields["how"] = ChoiceField(
            label=gettext_lazy("Where did you ask?"),
            choices=[("", _("Choose a letter or a conversation")), *self._tellings()],
            error_messages={"required": gettext_lazy("Choose the letter or the conversation in which you asked.")},
        )

    def _tellings(self) -> list[tuple[str, str]]:
        story, page = self.page.story, self.page
        found: list[tuple[datetime, str, str]] = [
            (u.sent_at, f"{Told.UPDATE}-{u.pk}", u.heading) for u in story.updates.values() if u.state == "told"
        ]
        found += [
            (t.happened_at, f"{Told.CONVERSATION}-{t.pk}", str(t.get_channel_display())) for t in story.talks.values()
        ]
        return [(key, f"{page.moment(at)}: {words}") for at, key, words in sorted(found, reverse=True)]

    def told(self) -> tuple[str, int, datetime]:
        how, _dash, number = str(self.cleaned_data["how"]).partition("-")
        story = self.page.story
        if how == Told.UPDATE:
            return how, int(number), story.updates[int(number)].sent_at
        return how, int(number), story.talks[int(number)].happened_at


def _parts(page: Page) -> Sequence[Part]:
    return (
        Part("theirs", TheirsForm, kind=Account, fixed={"side": Side.THEIRS}, said=_("Their version is kept.")),
        Part("ours", OursForm, kind=Account, one=True, fixed={"side": Side.OURS}),
        Part("fact", FactForm, kind=Fact, said=_("The fact is kept.")),
        Part("unknown", UnknownForm, kind=Unknown),
        Part("answer", AnswerForm, kind=Unknown, save=_answer),
        Part("asked", AskedForm, save=_asked),
    )


def _answer(slot: Slot) -> str:
    words = slot.form.cleaned_data["answer"]
    if slot.row is None:
        raise evidence.EvidenceRefused(_("Choose what you answer."))
    page, why = slot.page, _("It has an answer")
    evidence.change(slot.row, by=page.person, now=page.now, why=why, answer=words, answered_at=page.now)
    return _("The answer is kept.")


def _asked(slot: Slot) -> str:
    form: Any = slot.form
    how, number, at = form.told()
    contact, page = form.cleaned_data["contact"], slot.page
    ask(
        page.incident,
        question=Question.VERSION,
        contact=contact,
        told_by=how,
        told_id=number,
        asked_at=at,
        by=page.person,
        now=page.now,
    )
    return _("Noted that you asked %(name)s.") % {"name": contact.greeting_name}


def _context(page: Page) -> dict[str, Any]:
    accounts, unknowns = page.standing.of(Account), page.standing.of(Unknown)
    ours = next((account for account in accounts if account.side == Side.OURS), None)
    facts = page.standing.of(Fact)
    return {
        "theirs": [_account(page, a) for a in accounts if a.side == Side.THEIRS] if page.feelings else [],
        "theirs_hidden": not page.feelings and any(a.side == Side.THEIRS for a in accounts),
        "ours": _account(page, ours) if ours else None,
        "facts": [_fact(page, fact) for fact in facts],
        "facts_gone": [_gone(page, fact) for fact in page.standing.taken_out(Fact)],
        "unknowns": [_unknown(page, unknown) for unknown in unknowns],
        "unknowns_open": sum(not unknown.answer for unknown in unknowns),
        "unknowns_answered": sum(bool(unknown.answer) for unknown in unknowns),
        "askings": _askings(page),
        "everybody_told": not any(True for _c in _untold(page)),
    }


def _untold(page: Page) -> list[Any]:
    told = {account.contact_id for account in page.standing.of(Account) if account.side == Side.THEIRS}
    return [contact for contact in page.contacts if contact.pk not in told]


def _account(page: Page, account: Account) -> dict[str, Any]:
    name = account.contact.greeting_name if account.contact else who_wrote(account)
    return {
        "text": account.text,
        "who": _("%(name)s, %(when)s") % {"name": name, "when": page.said(account.at)},
        "url": _change(page, "theirs" if account.side == Side.THEIRS else "ours", account.pk),
        "before": versions(page, account, ["text"]),
    }


def _fact(page: Page, fact: Fact) -> dict[str, Any]:
    return {
        "when": day_of(fact.happened_on, fact.precision),
        "text": fact.text,
        "source": fact.source,
        "icon": "paperclip",
        "url": _change(page, "fact", fact.pk),
        "act": _("Change"),
        "before": versions(page, fact, ["happened_on", "text", "source"]),
    }


def _gone(page: Page, fact: Fact) -> dict[str, str]:
    name = fact.removed_by.name if fact.removed_by else _("the house")
    why = _("Taken out by %(name)s: %(why)s") % {"name": name, "why": fact.removed_why}
    return {"when": day_of(fact.happened_on, fact.precision), "text": fact.text, "source": why}


def _unknown(page: Page, unknown: Unknown) -> dict[str, Any]:
    if unknown.answer and unknown.answered_at:
        when = _("Answered %(day)s") % {"day": page.day(unknown.answered_at)}
        return {
            "when": when,
            "text": unknown.text,
            "source": unknown.answer,
            "url": _change(page, "unknown", unknown.pk),
            "act": _("Change"),
            "before": versions(page, unknown, ["text", "who", "by_on", "answer"]),
        }
    finds = _("%(name)s finds out") % {"name": unknown.who} if unknown.who else _("Nobody finds out yet")
    return {
        "when": _("By %(day)s") % {"day": day_of(unknown.by_on)} if unknown.by_on else "",
        "text": unknown.text,
        "source": finds,
        "url": _change(page, "answer", unknown.pk),
        "act": _("Answer"),
        "before": versions(page, unknown, ["text", "who", "by_on"]),
    }


def _askings(page: Page) -> list[str]:
    words = _("Asked %(name)s %(how)s, %(when)s")
    return [
        words % {"name": a.contact.greeting_name, "how": a.get_told_by_display(), "when": page.said(a.asked_at)}
        for a in page.standing.askings
        if a.question == Question.VERSION
    ]


def _change(page: Page, part: str, pk: int) -> str:
    if not page.writes:
        return ""
    return f"{page.address}?change={part}-{pk}#part-{part}"


def _earlier(page: Page) -> list[Earlier]:
    prepared = page.standing.one(Preparation)
    return [Earlier(1, prepared.promised)] if prepared and prepared.promised else []


def _subs(page: Page) -> Mapping[str, str]:
    if any(account.side == Side.THEIRS for account in page.standing.of(Account)):
        return {}
    asked = [a.asked_at for a in page.standing.askings if a.question == Question.VERSION]
    return {"their_version": silence_so_far(page, asked) or _("On the phone, in a letter, or on their page.")}


def _next_act(page: Page) -> Link | None:
    if any(a.side == Side.THEIRS for a in page.standing.of(Account)) or page.case(2).version.silent:
        return None
    name = page.incident.speaker.greeting_name if page.incident.speaker else page.incident.customer.name
    label = _("Ask %(name)s for their version") % {"name": name}
    return Link(label, url=reverse("desk:talk", args=[page.incident.reference]))


STEP = StepPage(2, "two", parts=_parts, context=_context, earlier=_earlier, subs=_subs, next_act=_next_act)
