"""Step 3, find the feelings: what it did to each person, in their words; “asked, no answer” is an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.steps.contract import Earlier, Link, Part, StepPage
from desk.steps.forms import LONG, DayField, PartForm, contact_field
from desk.steps.words import Version, day_of, versions
from ground.choosing import ChoiceField, TypedChoiceField
from ground.text import LineField, TextField
from incidents.choices import Emotion
from incidents.evidence import EvidenceRefused, add
from incidents.models import Fact, Feeling
from recovery.reading import record_and_tell
from trust.models import Occasion, Whose

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.http import QueryDict

    from desk.steps.contract import Page
    from desk.steps.slots import Slot

PART, NO_ANSWER = "feeling", "feeling.no_answer"
SHOWN = ["observed_on", "emotion", "strength", "words", "cost"]


class FeelingForm(PartForm):
    may_go = True
    words = TextField(
        max_length=LONG,
        required=False,
        label=gettext_lazy("Their words"),
        help_text=gettext_lazy("As they said it. Do not improve it."),
        widget=forms.Textarea(attrs={"rows": 2, "class": "letter letter--s"}),
    )
    emotion = ChoiceField(
        label=gettext_lazy("What they feel"),
        choices=[(value, capfirst(label)) for value, label in Emotion.choices],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Name the feeling that was strongest.")},
    )
    strength = TypedChoiceField(
        label=gettext_lazy("How strongly"),
        coerce=int,
        choices=[(str(n), str(n)) for n in range(1, 6)],
        widget=forms.RadioSelect(attrs={"class": "scale"}),
        help_text=gettext_lazy("1 mentioned in passing, 5 it is all they talk about."),
        error_messages={"required": gettext_lazy("Say how strong it was, from 1 to 5.")},
    )
    cost = LineField(max_length=1000, required=False, label=gettext_lazy("What it cost them besides money"))
    observed_on = DayField(
        label=gettext_lazy("When"), error_messages={"required": gettext_lazy("Say on which day you saw or heard it.")}
    )

    def build(self) -> None:
        self.initial.setdefault("observed_on", today(self.page))
        if self.row is not None:
            return
        self.fields["contact"] = contact_field(self.page.contacts, gettext_lazy("Who"))
        self.fields["trust"] = TypedChoiceField(
            required=False,
            empty_value=None,
            coerce=int,
            label=gettext_lazy("Trust, if they said a number"),
            choices=[(str(n), str(n)) for n in range(1, 11)],
            widget=forms.RadioSelect(attrs={"class": "scale"}),
            help_text=gettext_lazy("Their own number, from 1 to 10. Do not guess it."),
        )
        self.order_fields(["contact", "words", "emotion", "strength", "cost", "observed_on", "trust"])

    def clean_observed_on(self) -> date:
        on: date = self.cleaned_data["observed_on"]
        if on > today(self.page):
            raise ValidationError(_("That day has not come yet."))
        return on

    def kept(self) -> dict[str, Any]:
        data = super().kept()
        data.pop("trust", None)
        return data


def today(page: Page) -> date:
    return page.now.astimezone(page.zone).date()


def _parts(page: Page) -> Sequence[Part]:
    return (Part(PART, FeelingForm, kind=Feeling, save=_save),)


def _save(slot: Slot) -> str:
    """What they feel, and their number for trust where they said one."""
    page, data = slot.page, slot.form.cleaned_data
    slot.write(no_answer=False)
    number = data.get("trust")
    if number is not None:
        record_and_tell(
            customer=page.incident.customer,
            value=number,
            whose=Whose.THEIRS,
            occasion=Occasion.FEELINGS,
            said_at=_said_at(page, data["observed_on"]),
            by=page.person,
            now=page.now,
            contact=data["contact"],
            why=data["words"][:2000],
            incident=page.incident,
        )
    return _("Kept in their words.") if data["words"] else _("Kept.")


def _said_at(page: Page, on: date) -> datetime:
    """Now, when it was today; else noon of that day where we are."""
    if on == today(page):
        return page.now
    local = page.now.astimezone(page.zone)
    return local.replace(year=on.year, month=on.month, day=on.day, hour=12, minute=0, second=0, microsecond=0)


def _no_answer(page: Page, posted: QueryDict) -> str:
    """They were asked and did not say."""
    chosen = posted.get(f"{PART}-contact", "")
    contact = next((contact for contact in page.contacts if str(contact.pk) == chosen), None)
    if contact is None:
        raise EvidenceRefused(_("Choose who was asked."))
    row = {"contact": contact, "observed_on": today(page), "no_answer": True}
    add(Feeling, page.incident, by=page.person, now=page.now, **row)
    return _("Noted: you asked %(name)s, and got no answer.") % {"name": contact.greeting_name}


@dataclass(frozen=True)
class Felt:
    """One observation, as its block shows it."""

    name: str
    role: str
    when: str
    words: str
    emotion: str
    strength: int | None
    cost: str
    trust: str
    no_answer: bool
    url: str
    before: list[Version]


def _context(page: Page) -> dict[str, Any]:
    return {"feelings_told": [_felt(page, row) for row in page.standing.of(Feeling)], "no_answer_act": NO_ANSWER}


def _felt(page: Page, row: Feeling) -> Felt:
    url = page.address
    return Felt(
        name=row.contact.name,
        role=row.contact.role,
        when=day_of(row.observed_on),
        words=row.words,
        emotion=capfirst(str(row.get_emotion_display())) if row.emotion else "",
        strength=row.strength,
        cost=row.cost,
        trust=_trust(page, row),
        no_answer=row.no_answer,
        url=f"{url}?change={PART}-{row.pk}#part-{PART}" if page.writes and not row.no_answer else "",
        before=versions(page, row, SHOWN),
    )


def _trust(page: Page, row: Feeling) -> str:
    said = [r for r in page.readings if r.contact_id == row.contact_id and r.said_at >= page.incident.found_at]
    numbers = [_("%(value)s on %(day)s") % {"value": r.value, "day": page.day(r.said_at)} for r in said]
    return _("Said %(numbers)s") % {"numbers": ", ".join(numbers)} if numbers else _("Not asked for a number")


def _earlier(page: Page) -> list[Earlier]:
    facts = page.standing.of(Fact)
    if not facts:
        return []
    last = facts[-1]
    return [Earlier(2, f"{day_of(last.happened_on, last.precision)}: {last.text}")]


def _next_act(page: Page) -> Link | None:
    name = page.incident.speaker.greeting_name if page.incident.speaker else page.incident.customer.name
    label = _("Ring %(name)s and ask") % {"name": name}
    return Link(label, url=reverse("desk:talk", args=[page.incident.reference]))


STEP = StepPage(
    3, "three", parts=_parts, context=_context, earlier=_earlier, next_act=_next_act, acts={NO_ANSWER: _no_answer}
)
