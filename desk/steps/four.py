"""Step 4, let them know you got it: written, told and waiting, confirmed or corrected; a correction is told again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from desk.steps.asked import question_on
from desk.steps.at_hand import at_hand
from desk.steps.contract import Earlier, Link, Part, StepPage, Way
from desk.steps.forms import LONG, PartForm
from desk.steps.telling import SERIF, AnswerForm, AskForm, Asks, keeps_nothing
from desk.steps.weighing import rewritten, weigh
from ground.text import TextField
from incidents.models import Fact, Feeling, Summary
from recovery.understanding import say_summary, summary_words, tell_summary
from updates.words import dial, paragraphs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import QueryDict

    from desk.steps.contract import Page
    from desk.steps.slots import Slot
    from recovery.understanding import Heard, Letter, Seen

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
            ways={"send": Way(ASKS.send, beside=("letter",))},
            initial={"text": first_words(page)},
        ),
        Part("letter", AskForm, save=keeps_nothing, ways={"again": Way(ASKS.again)}, options={"about": Summary}),
        Part("answer", AnswerForm, save=ASKS.heard, ways={"aloud": Way(ASKS.aloud, beside=("summary",))}),
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


def _tell(page: Page, words: dict[str, str], seen: Seen, letter: Letter) -> None:
    tell_summary(page.incident, words=words, seen=seen, letter=letter, by=page.person, now=page.now)


def _say(page: Page, words: dict[str, str], seen: Seen, heard: Heard) -> None:
    say_summary(page.incident, words=words, seen=seen, heard=heard, by=page.person, now=page.now)


ASKS = Asks(Summary, "summary", FIELDS, _tell, _say)


def _context(page: Page) -> dict[str, Any]:
    row, question = page.standing.one(Summary), question_on(page, Summary)
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
    question = question_on(page, Summary)
    if question.confirmed:
        return {"confirmed": capfirst(question.confirmed.how)}
    return {"confirmed": question.asked_words or _("On their page, by reply, or in a call you note here.")}


def _next_act(page: Page) -> Link | None:
    question, name = question_on(page, Summary), {"name": page.speaker_name}
    if page.incident.first_told_at is None:
        return Link(_("Write the first notice"), url=reverse("desk:update", args=[page.incident.reference]))
    if not question.waiting:
        return Link(_("Send it to %(name)s and ask “Did we get this right?”") % name, act="summary.send")
    phone = dial(page.incident.speaker.phone) if page.incident.speaker else ""
    return Link(_("Call %(name)s") % name, url=f"tel:{phone}") if phone else None


def _state(page: Page) -> tuple[str, str, str] | None:
    question = question_on(page, Summary)
    if question.confirmed:
        text = _("Confirmed by %(name)s") % {"name": question.confirmed.name}
        return "kept", "check-lg", text
    if question.corrected:
        return "soon", "pencil", _("Corrected by %(name)s") % {"name": question.corrected.name}
    if question.waiting and not page.finished:
        return "soon", "hourglass-split", _("Waiting for %(name)s") % {"name": page.speaker_name}
    return None


def _aside(page: Page, slots: Mapping[str, Slot]) -> dict[str, Any]:
    question = question_on(page, Summary)
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
