"""What steps 4, 6 and 7 share: telling them by letter, asking again, and noting what they said aloud."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.next_times import LocalInstantField, NextTimeForm, NextTimes
from desk.steps.asked import question_on
from desk.steps.at_hand import at_hand
from desk.steps.forms import LONG, PartForm, contact_field
from ground.choosing import ChoiceField
from ground.text import TextField
from incidents.choices import Verdict
from recovery.understanding import Heard, Letter, Seen, hear
from updates.choices import Began, Channel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.forms import BoundField

    from customers.models import Contact
    from desk.steps.contract import Page
    from desk.steps.slots import Slot
    from incidents.models import Frame, Summary

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
        """How often the page that is open has seen the question put; an apology asks nothing."""
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


class AskForm(SendForm):
    """A letter with a question about a summary or a sentence."""

    def __init__(self, *args: Any, about: type[Summary] | type[Frame], **kwargs: Any) -> None:
        self.about = about
        super().__init__(*args, **kwargs)

    def times_asked(self) -> int:
        return question_on(self.page, self.about).asked


class HeardForm(PartForm):
    """What somebody of the customer said to us, on the phone or face to face.

    `folded` are the fields that mostly stay as they are; their template shows them when they are asked for.
    """

    folded: tuple[str, ...] = ("channel", "began", "happened_at", "again")
    folded_label = gettext_lazy("How and when, and when they hear from us again")
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

    def asked_first(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name not in self.folded]

    def asked_when_opened(self) -> list[BoundField]:
        return [self[name] for name in self.folded]

    def opened(self) -> bool:
        return any(name in self.errors for name in self.folded)

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
class Asks:
    """What a step tells them and asks them about: its rows, the name of its form, what of a row is told again.

    `tell` sends the words by letter, `say` notes that they heard them from us before any letter.
    """

    kind: type[Summary] | type[Frame]
    part: str
    told_again: tuple[str, ...]
    tell: Callable[[Page, dict[str, str], Seen, Letter], object]
    say: Callable[[Page, dict[str, str], Seen, Heard], object]

    def send(self, slots: Mapping[str, Slot]) -> str:
        slot, form = slots[self.part], letter_of(slots)
        letter = form.letter()
        self.tell(slot.page, _words(slot), _seen(slot, form.asked), letter)
        return sent_to(letter.contacts)

    def again(self, slots: Mapping[str, Slot]) -> str:
        """The same words once more."""
        form, page = letter_of(slots), slots["letter"].page
        row, letter = page.standing.one(self.kind), form.letter()
        if row is None:
            return ""
        words = {name: getattr(row, name) for name in self.told_again}
        self.tell(page, words, Seen(row.pk, form.asked), letter)
        return sent_to(letter.contacts)

    def aloud(self, slots: Mapping[str, Slot]) -> str:
        """They heard it from us before any letter."""
        slot = slots[self.part]
        self.say(slot.page, _words(slot), _seen(slot, 0), _heard(slots["answer"]))
        return _("Noted. You have said it to them.")

    def heard(self, slot: Slot) -> str:
        """They answered what stands."""
        page, row = slot.page, slot.page.standing.one(self.kind)
        if row is None:
            return ""
        hear(row, heard=_heard(slot), by=page.person, now=page.now)
        return _("Noted.")


def letter_of(slots: Mapping[str, Slot]) -> SendForm:
    form = slots["letter"].form
    assert isinstance(form, SendForm)
    return form


def _heard(slot: Slot) -> Heard:
    assert isinstance(slot.form, HeardForm)
    return slot.form.heard()


def _words(slot: Slot) -> dict[str, str]:
    return slot.form.kept() | {"why": slot.form.why}


def _seen(slot: Slot, asked: int) -> Seen:
    return Seen(version=slot.row.pk if slot.row else None, asked=asked)


def sent_to(contacts: Sequence[Contact]) -> str:
    """The sentence to say after a letter went."""
    names = _(" and ").join(contact.greeting_name for contact in contacts)
    return _("Sent to %(names)s. The clock still runs, whether they answer or not.") % {"names": names}
