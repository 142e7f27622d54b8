"""Step 4, let them know you got it: written, told and waiting, confirmed or corrected; a correction is told again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from desk.steps.at_hand import at_hand
from desk.steps.contract import Earlier, Link, Part, StepPage, Way
from desk.steps.forms import LONG, PartForm
from desk.steps.telling import (
    SERIF,
    AnswerForm,
    SendForm,
    keeps_nothing,
    question_of,
    seen,
    sent_to,
)
from desk.steps.weighing import rewritten, weigh
from ground.text import TextField
from incidents.models import Fact, Feeling, Summary
from recovery.understanding import Seen, hear, say_summary, summary_words, tell_summary
from updates.words import dial, paragraphs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import QueryDict

    from desk.steps.contract import Page
    from desk.steps.slots import Slot
    from desk.steps.telling import Question

FIELDS = ("text", "owned", "apology")


class SummaryForm(PartForm):
    text = TextField(
        max_length=LONG,
        label=gettext_lazy("What happened, and how it was for them"),
        widget=forms.Textarea(attrs={"rows": 4, "class": SERIF}),
        error_messages={"required": gettext_lazy("Write what happened and what it did to them.")},
    )
    owned = TextField(
        max_length=LONG,
        required=False,
        label=gettext_lazy("What we own"),
        help_text=gettext_lazy("Our part only. Nothing about what others did."),
        widget=forms.Textarea(attrs={"rows": 2, "class": SERIF}),
    )
    apology = TextField(
        max_length=LONG,
        required=False,
        label=gettext_lazy("The apology"),
        widget=forms.Textarea(attrs={"rows": 2, "class": SERIF}),
    )


class SendSummaryForm(SendForm):
    def times_asked(self) -> int:
        return _question(self.page).asked


def _parts(page: Page) -> Sequence[Part]:
    if not page.writes:
        return ()
    if not page.finished:
        at_hand(page)
    return (
        Part(
            "summary",
            SummaryForm,
            kind=Summary,
            one=True,
            said=_("Saved. Nothing was sent."),
            ways={"send": Way(_send, beside=("letter",))},
            initial={"text": first_words(page)},
        ),
        Part("letter", SendSummaryForm, save=keeps_nothing, ways={"again": Way(_ask_again)}),
        Part("answer", AnswerForm, save=_heard, ways={"aloud": Way(_said_aloud, beside=("summary",))}),
    )


def first_words(page: Page) -> str:
    """A first summary from what steps 2 and 3 found, in the customer's language, for a person to make their own."""
    facts = [_sentence(fact.text) for fact in page.standing.of(Fact)]
    with override(page.incident.customer.language):
        felt = [_("You told us: “%(words)s”") % {"words": f.words} for f in page.standing.of(Feeling) if f.words]
        cost = [_("It cost you: %(cost)s") % {"cost": _sentence(f.cost)} for f in page.standing.of(Feeling) if f.cost]
    return "\n\n".join(part for part in (" ".join(facts), " ".join([*felt, *cost])) if part)


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text[-1:] in ".!?…" else f"{text}."


def _send(slots: Mapping[str, Slot]) -> str:
    slot, form = slots["summary"], _letter(slots)
    page, letter = slot.page, form.letter()
    words = slot.form.kept() | {"why": slot.form.why}
    tell_summary(page.incident, words=words, seen=seen(slot, form.asked), letter=letter, by=page.person, now=page.now)
    return sent_to(letter.contacts)


def _ask_again(slots: Mapping[str, Slot]) -> str:
    """The same words once more."""
    page, form = slots["letter"].page, _letter(slots)
    row, letter = page.standing.one(Summary), form.letter()
    if row is None:
        return ""
    words = {name: getattr(row, name) for name in FIELDS}
    tell_summary(page.incident, words=words, seen=Seen(row.pk, form.asked), letter=letter, by=page.person, now=page.now)
    return sent_to(letter.contacts)


def _letter(slots: Mapping[str, Slot]) -> SendForm:
    form = slots["letter"].form
    assert isinstance(form, SendForm)
    return form


def _heard(slot: Slot) -> str:
    page, form = slot.page, slot.form
    row = page.standing.one(Summary)
    assert isinstance(form, AnswerForm)
    if row is None:
        return ""
    hear(row, heard=form.heard(), by=page.person, now=page.now)
    return _("Noted.")


def _said_aloud(slots: Mapping[str, Slot]) -> str:
    """They heard it from us before any letter."""
    slot, form = slots["summary"], slots["answer"].form
    assert isinstance(form, AnswerForm)
    page, words = slot.page, slot.form.kept() | {"why": slot.form.why}
    say_summary(page.incident, words=words, seen=seen(slot, 0), heard=form.heard(), by=page.person, now=page.now)
    return _("Noted. You have said it to them.")


def _question(page: Page) -> Question:
    kept = vars(page)
    if "summary_asked" not in kept:
        kept["summary_asked"] = question_of(page, page.standing.one(Summary))
    found: Question = kept["summary_asked"]
    return found


def _context(page: Page) -> dict[str, Any]:
    row, question = page.standing.one(Summary), _question(page)
    return {
        "row": row,
        "question": question,
        "writing": not question.told or question.corrected is not None,
        "sent_words": paragraphs(summary_words(row)) if row else [],
        "name": page.speaker_name,
        "untold": page.incident.first_told_at is None,
        "speaker": page.incident.speaker,
        "change_url": f"?change=summary-{row.pk}" if row else "",
    }


def _earlier(page: Page) -> list[Earlier]:
    facts = " ".join(_sentence(fact.text) for fact in page.standing.of(Fact)[:4])
    felt = [Earlier(3, feeling.words, said=True) for feeling in page.standing.of(Feeling) if feeling.words]
    return [Earlier(2, facts), *felt[:2]]


def _subs(page: Page) -> Mapping[str, str]:
    question = _question(page)
    if question.confirmed:
        return {"confirmed": question.confirmed.how}
    return {"confirmed": question.asked_words or _("On their page, by reply, or in a call you note here.")}


def _next_act(page: Page) -> Link | None:
    question, name = _question(page), {"name": page.speaker_name}
    if page.incident.first_told_at is None:
        return Link(_("Write the first notice"), url=reverse("desk:update", args=[page.incident.reference]))
    if not question.waiting:
        return Link(_("Send it to %(name)s and ask “Did we get this right?”") % name, act="summary.send")
    phone = dial(page.incident.speaker.phone) if page.incident.speaker else ""
    return Link(_("Call %(name)s") % name, url=f"tel:{phone}") if phone else None


def _state(page: Page) -> tuple[str, str, str] | None:
    question = _question(page)
    if question.confirmed:
        text = _("Confirmed by %(name)s") % {"name": question.confirmed.name}
        return "kept", "check-lg", text
    if question.corrected:
        return "soon", "pencil", _("Corrected by %(name)s") % {"name": question.corrected.name}
    if question.waiting and not page.finished:
        return "soon", "hourglass-split", _("Waiting for %(name)s") % {"name": page.speaker_name}
    return None


def _aside(page: Page, slots: Mapping[str, Slot]) -> dict[str, Any]:
    question = _question(page)
    if question.waiting or question.confirmed:
        return {"check": None}
    return {"check": weigh(page, slots["summary"], FIELDS)}


def _rewrite(page: Page, posted: QueryDict) -> QueryDict | None:
    return rewritten(page, posted, "summary", FIELDS)


STEP = StepPage(
    4,
    "four",
    parts=_parts,
    context=_context,
    earlier=_earlier,
    subs=_subs,
    next_act=_next_act,
    state=_state,
    side="desk/steps/check.html",
    aside=_aside,
    rewrite=_rewrite,
)
