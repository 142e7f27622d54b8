"""Step 6, frame the problem: one sentence both accept, how far it reaches, two causes, and the kind of failing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.steps.asked import question_on
from desk.steps.at_hand import at_hand
from desk.steps.contract import Earlier, Link, Part, StepPage, Way
from desk.steps.forms import LONG, SHORT, PartForm
from desk.steps.telling import SERIF, AnswerForm, AskForm, Asks, keeps_nothing
from ground.choosing import ChoiceField
from ground.text import LineField, TextField
from incidents.choices import Cause, Failing
from incidents.framing import ADVICE, write_frame
from incidents.models import Feeling, Frame
from recovery.understanding import say_sentence, tell_sentence
from updates.words import dial, paragraphs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desk.steps.contract import Page
    from desk.steps.slots import Slot
    from recovery.understanding import Heard, Letter, Seen

CAUSES = [("", gettext_lazy("Choose a cause")), *Cause.choices]


class FrameForm(PartForm):
    needed = ("scope", "happened_cause", "unnoticed_cause")
    sentence = TextField(
        max_length=LONG,
        label=gettext_lazy("The problem, in one sentence"),
        help_text=gettext_lazy("Set in the customer’s typeface because they will read it, on their page."),
        widget=forms.Textarea(attrs={"rows": 2, "class": SERIF}),
        error_messages={"required": gettext_lazy("Put the problem into one sentence.")},
    )
    would_be_right = TextField(
        max_length=LONG,
        required=False,
        label=gettext_lazy("What would make it right, in their words?"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    scope = LineField(max_length=SHORT, required=False, label=gettext_lazy("Where and when"))
    happened_cause = ChoiceField(required=False, label=gettext_lazy("Why it happened"), choices=CAUSES)
    happened_words = TextField(
        max_length=LONG,
        required=False,
        label=gettext_lazy("Why it happened, in a sentence"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    unnoticed_cause = ChoiceField(required=False, label=gettext_lazy("Why nobody noticed"), choices=CAUSES)
    unnoticed_words = TextField(
        max_length=LONG,
        required=False,
        label=gettext_lazy("Why nobody noticed, in a sentence"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    failing = ChoiceField(
        label=gettext_lazy("What kind of failing was it?"),
        choices=Failing.choices,
        widget=forms.RadioSelect,
        initial=Failing.UNKNOWN,
        help_text=gettext_lazy("A skill is mended by doing better. A word is mended by owning it first."),
    )


def _parts(page: Page) -> Sequence[Part]:
    if not page.writes:
        return ()
    if not page.finished:
        at_hand(page)
    return (
        Part(
            "frame",
            FrameForm,
            kind=Frame,
            one=True,
            save=_save,
            ways={"send": Way(ASKS.send, beside=("letter",))},
            initial={"failing": page.incident.failing},
        ),
        Part("letter", AskForm, save=keeps_nothing, ways={"again": Way(ASKS.again)}, options={"about": Frame}),
        Part("answer", AnswerForm, save=ASKS.heard, ways={"aloud": Way(ASKS.aloud, beside=("frame",))}),
    )


def _save(slot: Slot) -> str:
    page, form = slot.page, slot.form
    version = slot.row.pk if slot.row else None
    write_frame(page.incident, seen=version, by=page.person, now=page.now, why=form.why, **form.kept())
    return _("Saved. Nothing was sent.")


def _tell(page: Page, words: dict[str, str], seen: Seen, letter: Letter) -> None:
    tell_sentence(page.incident, fields=words, seen=seen, letter=letter, by=page.person, now=page.now)


def _say(page: Page, words: dict[str, str], seen: Seen, heard: Heard) -> None:
    say_sentence(page.incident, fields=words, seen=seen, heard=heard, by=page.person, now=page.now)


ASKS = Asks(Frame, "frame", ("sentence",), _tell, _say)


def _context(page: Page) -> dict[str, Any]:
    row, question = page.standing.one(Frame), question_on(page, Frame)
    return {
        "row": row,
        "question": question,
        "writing": not question.told or question.corrected is not None,
        "sent_words": paragraphs(row.sentence) if row else [],
        "name": page.speaker_name,
        "change_url": f"?change=frame-{row.pk}" if row else "",
        "slipped": "human_error" in _missing(page),
        "advice": ADVICE[row.failing] if row else "",
    }


def _missing(page: Page) -> set[str]:
    case = page.case(6)
    return {"human_error"} if case.human_error_alone else set()


def _earlier(page: Page) -> list[Earlier]:
    felt = [feeling for feeling in page.standing.of(Feeling) if feeling.words] if page.feelings else []
    felt.sort(key=lambda feeling: -(feeling.strength or 0))
    return [Earlier(3, feeling.words, said=True) for feeling in felt[:1]]


def _subs(page: Page) -> Mapping[str, str]:
    question = question_on(page, Frame)
    if question.confirmed:
        return {"accepted": capfirst(question.confirmed.how)}
    return {"accepted": question.asked_words or _("On their page, by reply, or in a call you note here.")}


def _next_act(page: Page) -> Link | None:
    question, name = question_on(page, Frame), {"name": page.speaker_name}
    if page.incident.first_told_at is None:
        return Link(_("Write the first notice"), url=reverse("desk:update", args=[page.incident.reference]))
    if question.confirmed:
        return Link(_("Save it"), act="frame")
    if not question.waiting:
        return Link(_("Ask %(name)s if it is right") % name, act="frame.send")
    phone = dial(page.incident.speaker.phone) if page.incident.speaker else ""
    return Link(_("Call %(name)s") % name, url=f"tel:{phone}") if phone else None


def _state(page: Page) -> tuple[str, str, str] | None:
    question = question_on(page, Frame)
    if question.confirmed:
        return "kept", "check-lg", _("Accepted by %(name)s") % {"name": question.confirmed.name}
    if question.corrected:
        return "soon", "pencil", _("Corrected by %(name)s") % {"name": question.corrected.name}
    if question.waiting and not page.finished:
        return "soon", "hourglass-split", _("Waiting for %(name)s") % {"name": page.speaker_name}
    return None


STEP = StepPage(
    6,
    "six",
    parts=_parts,
    context=_context,
    earlier=_earlier,
    subs=_subs,
    next_act=_next_act,
    state=_state,
)
