"""Step 7, handle the feelings: the apology with its parts, who says it and how, then how they took it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.next_times import LocalInstantField
from desk.steps.asked import told_to
from desk.steps.at_hand import PersonField, at_hand
from desk.steps.contract import Earlier, Link, Part, StepPage, Way
from desk.steps.forms import LONG, PartForm
from desk.steps.parts_of_apology import parts_of
from desk.steps.telling import SERIF, HeardForm, SendForm, keeps_nothing, letter_of, sent_to
from desk.steps.weighing import language_of, rewritten
from desk.steps.words import versions
from ground.choosing import ChoiceField, TypedChoiceField
from ground.text import TextField
from ground.worktime.hours import nth_working_day_same_time
from incidents.framing import ADVICE
from incidents.models import Apology, Feeling
from incidents.silence import AFTER
from recovery.apologising import apologise_aloud, apologise_by_letter, note_reaction
from recovery.understanding import TellRefused
from trust.models import By
from updates.choices import Channel
from updates.words import dial, paragraphs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.http import QueryDict

    from desk.steps.contract import Page
    from desk.steps.slots import Slot

SPOKEN = [(Channel.MEETING.value, gettext_lazy("In person")), (Channel.PHONE.value, gettext_lazy("By phone"))]
NUMBERS = [("", gettext_lazy("No number")), *((str(n), str(n)) for n in range(1, 11))]
HOW = {"": "", Channel.MEETING: By.MEETING, Channel.PHONE: By.PHONE, Channel.CHAT: By.CHAT, Channel.MAIL: By.MAIL}


class ApologyForm(PartForm):
    text = TextField(
        max_length=LONG,
        label=gettext_lazy("What you will say"),
        widget=forms.Textarea(attrs={"rows": 5, "class": SERIF}),
        error_messages={"required": gettext_lazy("Write what you will say.")},
    )

    def build(self) -> None:
        self.fields["said_by"] = PersonField(
            at_hand(self.page).people,
            label=_("Who says it"),
            initial=self.page.incident.owner_id,
            help_text=_("Whoever did it, and for a broken word somebody of higher rank."),
        )


def trust_field() -> TypedChoiceField:
    return TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        choices=NUMBERS,
        widget=forms.RadioSelect,
        label=_("Trust now, only if they said a number"),
    )


class SpokenForm(HeardForm):
    """The apology was said, and perhaps how they took it."""

    folded = ("began", "happened_at", "again")
    folded_label = gettext_lazy("When, and when they hear from us again")

    def build(self) -> None:
        super().build()
        self.fields["channel"] = ChoiceField(
            label=_("How?"), choices=SPOKEN, widget=forms.RadioSelect, initial=Channel.MEETING.value
        )
        self.fields["words"].label = _("How they took it, in their words")
        self.fields["words"].help_text = _("Leave it empty until they say something.")
        self.fields["contact"].label = _("To whom?")
        self.fields["trust"] = trust_field()
        self.order_fields(["contact", "channel", "began", "happened_at", "words", "trust", "again"])


class ReactionForm(PartForm):
    words = TextField(
        max_length=LONG,
        required=False,
        label=gettext_lazy("How they took it, in their words"),
        widget=forms.Textarea(attrs={"rows": 2, "class": SERIF}),
    )

    def build(self) -> None:
        self.fields["happened_at"] = LocalInstantField(
            zone=self.page.person.zone, required=False, label=_("When?"), help_text=_("Leave it empty for just now.")
        )
        self.fields["trust"] = trust_field()

    def has_changed(self) -> bool:
        return any(self[name].value() for name in ("words", "trust"))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("words") and data.get("trust") is None and "words" not in self.errors:
            self.add_error("words", _("Write what they said, or choose the number they named."))
        return data


def _parts(page: Page) -> Sequence[Part]:
    if not page.writes:
        return ()
    if not page.finished:
        at_hand(page)
    return (
        Part(
            "apology",
            ApologyForm,
            kind=Apology,
            one=True,
            said=_("Saved. Nothing was sent."),
            ways={"send": Way(_send, beside=("letter",)), "said": Way(_said, beside=("spoken",))},
        ),
        Part("letter", SendForm, save=keeps_nothing),
        Part("spoken", SpokenForm, save=keeps_nothing),
        Part("reaction", ReactionForm, save=_react),
    )


def _send(slots: Mapping[str, Slot]) -> str:
    slot, letter = slots["apology"], letter_of(slots).letter()
    page, data = slot.page, slot.form.kept()
    if data["said_by"].pk != page.person.pk:
        name = {"name": data["said_by"].name}
        raise TellRefused(_("A letter is signed by whoever sends it. %(name)s sends this one.") % name)
    version = slot.row.pk if slot.row else None
    apologise_by_letter(
        page.incident, text=data["text"], seen=version, letter=letter, by=page.person, now=page.now, why=slot.form.why
    )
    return sent_to(letter.contacts)


def _said(slots: Mapping[str, Slot]) -> str:
    slot, form = slots["apology"], slots["spoken"].form
    assert isinstance(form, SpokenForm)
    page, data, heard = slot.page, slot.form.kept(), form.heard()
    apology = apologise_aloud(
        page.incident,
        text=data["text"],
        said_by=data["said_by"],
        seen=slot.row.pk if slot.row else None,
        heard=heard,
        by=page.person,
        now=page.now,
        why=slot.form.why,
        trust=form.cleaned_data["trust"],
        how=HOW[heard.channel],
    )
    name = {"name": apology.told_to.greeting_name if apology.told_to else page.speaker_name}
    return _("Noted. You have said it to %(name)s.") % name


def _react(slot: Slot) -> str:
    page, data = slot.page, slot.form.cleaned_data
    apology = page.standing.one(Apology)
    if apology is None:
        raise TellRefused(_("The apology has not been made yet. Say first when it was said."))
    at = data["happened_at"] or page.now
    note_reaction(apology, words=data["words"], at=at, by=page.person, now=page.now, trust=data["trust"])
    return _("Their reaction is kept.")


def _context(page: Page) -> dict[str, Any]:
    apology = page.standing.one(Apology)
    made = apology is not None and apology.told_at is not None
    return {
        "apology": apology,
        "made": made,
        "made_when": page.said(apology.told_at) if apology and apology.told_at else "",
        "made_to": told_to(page, apology),
        "reacted_when": page.moment(apology.reacted_at) if apology and apology.reacted_at else "",
        "words": paragraphs(apology.text) if apology else [],
        "before": versions(page, apology, ["text", "said_by"]) if apology else [],
        "name": page.speaker_name,
        "speaker": page.incident.speaker,
        "advice": ADVICE[page.incident.failing],
        "change_url": f"?change=apology-{apology.pk}" if apology else "",
    }


def _aside(page: Page, slots: Mapping[str, Slot]) -> dict[str, Any]:
    """Of what is still to be said; what was said is not weighed any more."""
    apology, slot = page.standing.one(Apology), slots["apology"]
    if apology is not None and apology.told_at is not None and not (slot.asked_for or slot.filled or slot.wrong):
        return {"weighed": None}
    text, required = str(slot.form["text"].value() or ""), at_hand(page).phrases
    return {"weighed": parts_of(text, language=language_of(page), required=required, typed=slot.typed)}


def _rewrite(page: Page, posted: QueryDict) -> QueryDict | None:
    return rewritten(page, posted, "apology", ("text",))


def _earlier(page: Page) -> list[Earlier]:
    felt = [feeling for feeling in page.standing.of(Feeling) if feeling.words]
    felt.sort(key=lambda feeling: -(feeling.strength or 0))
    return [Earlier(3, feeling.words, said=True) for feeling in felt[:2]]


def _subs(page: Page) -> Mapping[str, str]:
    apology = page.standing.one(Apology)
    enough = _silence_words(page, apology.told_at) if apology and apology.told_at and not apology.reaction else ""
    return {"reaction": enough or _("Trust after it is asked for, but not needed.")}


def _silence_words(page: Page, told_at: datetime) -> str:
    """Until when their silence is waited for."""
    quiet = nth_working_day_same_time(page.incident.customer.our_hours(), told_at, AFTER)
    when = {"when": page.said(quiet)}
    if quiet <= page.now:
        return _("No word until %(when)s. You may finish without an answer.") % when
    return _("If no word comes until %(when)s, you may finish without an answer.") % when


def _next_act(page: Page) -> Link | None:
    apology, speaker = page.standing.one(Apology), page.incident.speaker
    first = page.incident.step_now
    if first is not None and first < page.number:
        url = reverse("desk:step", args=[page.incident.reference, first])
        return Link(_("Go to step %(number)s") % {"number": first}, url=url)
    if apology is not None and apology.told_at is not None:
        return Link(_("Keep their reaction"), act="reaction") if not apology.reaction else None
    phone = dial(speaker.phone) if speaker else ""
    return Link(_("Call %(name)s") % {"name": page.speaker_name}, url=f"tel:{phone}") if phone and apology else None


def _state(page: Page) -> tuple[str, str, str] | None:
    apology = page.standing.one(Apology)
    if apology is None or page.finished:
        return None
    if apology.told_at is None:
        return "", "pencil", _("Prepared, not said yet")
    return "soon", "ear", _("Said, listening")


STEP = StepPage(
    7,
    "seven",
    parts=_parts,
    context=_context,
    earlier=_earlier,
    subs=_subs,
    next_act=_next_act,
    state=_state,
    side="desk/steps/parts_of_apology.html",
    aside=_aside,
    rewrite=_rewrite,
)
