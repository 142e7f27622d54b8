"""Forms of what is told: an update, a conversation, a note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import Contact
from desk import attaching
from desk.log_form import person_label
from desk.moving import moves_of
from desk.next_times import LocalInstantField, NextTimeForm, NextTimes
from ground.choosing import ChoiceField, RowField, RowsField
from ground.text import LineField, TextField
from incidents.choices import Question
from updates.choices import Began, Channel, UpdateKind

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person
    from incidents.models import Incident
    from updates.attached import Statement

LONG = 20_000
LAST_STEP = 8
WRITTEN_KINDS = (UpdateKind.UPDATE, UpdateKind.NOTHING_NEW, UpdateKind.LATE, UpdateKind.APOLOGY, UpdateKind.MOVED)


class UpdateForm(NextTimeForm):
    heading = LineField(
        max_length=150,
        label=_("Heading"),
        error_messages={"required": _("Give the letter a heading, in their words.")},
    )
    body = TextField(
        max_length=LONG,
        label=_("Message"),
        widget=forms.Textarea(attrs={"rows": 11, "class": "letter letter--s"}),
        help_text=_("Nothing new? Say that. A short “still checking” on time beats a full answer late."),
        error_messages={"required": _("Write what they will read.")},
    )
    on_page = forms.BooleanField(required=False, initial=True, label=_("Add this update to their private page"))

    begun: set[str] = set()
    statement: Statement | None = None
    sum_changed = False
    copy_to_me = forms.BooleanField(required=False, label=_("Send me a copy"))

    def __init__(
        self, *args: Any, incident: Incident, person: Person, now: datetime, draft: bool = False, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.incident, self.person, self.now, self.draft = incident, person, now, draft
        self.moves = moves_of(incident, self.data)
        self.fields["kind"] = ChoiceField(
            label=_("What kind of news is it?"), choices=kinds_for(incident, now), widget=forms.RadioSelect
        )
        people = Contact.objects.filter(customer=incident.customer).told()
        told = set(incident.contacts.values_list("pk", flat=True)) or {c.pk for c in people}
        self.fields["tell"] = RowsField(
            label=_("To"),
            queryset=people,
            widget=forms.CheckboxSelectMultiple,
            initial=[c.pk for c in people if c.pk in told],
            error_messages={"required": _("Choose at least one person, or note a conversation instead.")},
        )
        self.fields["tell"].label_from_instance = person_label  # type: ignore[attr-defined]
        offer = NextTimes(incident.customer, incident.severity, person, now)
        self.offer_next_times(offer, zone=person.zone, label=_("You will hear from us again by"))
        if incident.first_told_at is not None:
            self.fields["question"] = ChoiceField(
                label=_("What do you ask them?"),
                help_text=_("One thing at most."),
                choices=questions_for(incident),
                required=False,
                widget=forms.RadioSelect,
                initial="",
            )
            self.fields["question"].needed = True  # type: ignore[attr-defined]
        attaching.offer(self)
        order = ["tell", "kind", "heading", "body", attaching.ATTACH, "question", "next", "next_other", "on_page"]
        self.order_fields([*order, "copy_to_me"])
        if draft:
            for field in self.fields.values():
                field.required = False

    @property
    def question(self) -> str:
        """What is asked so far; nothing where nobody of us made such a choice."""
        field = self.fields.get("question")
        asked = str(self["question"].value() or "") if field else ""
        return asked if asked in {value for value, _label in getattr(field, "choices", ())} else ""

    def clean_body(self) -> str:
        """A letter that was only begun for its author is not a letter yet."""
        body: str = self.cleaned_data["body"]
        if not self.draft and body.strip() in self.begun:
            raise forms.ValidationError(_("Finish the sentence. They would read it as it stands."))
        return body

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.draft:
            self.clean_next_time(data, self.now)
            attaching.refuse_another_sum(self)
        return data


def kinds_for(incident: Incident, now: datetime) -> list[tuple[str, Any]]:
    """A first notice while they have not been told; running late only when we are."""
    if incident.first_told_at is None:
        return [(UpdateKind.FIRST_NOTICE.value, UpdateKind.FIRST_NOTICE.label)]
    late = incident.is_overdue(now)
    return [(k.value, k.label) for k in WRITTEN_KINDS if late or k != UpdateKind.LATE]


def questions_for(incident: Incident) -> list[tuple[str, Any]]:
    """Steps 4 and 6 ask whether we understood. Whether it is settled is asked once the steps come to it."""
    choices = [("", _("Nothing")), (Question.TRUST.value, _("How much they trust us now, from 1 to 10"))]
    if incident.step_now is None or incident.step_now >= LAST_STEP:
        choices.append((Question.RESOLUTION.value, _("Whether it is settled for them")))
    return choices


class TalkForm(NextTimeForm):
    channel = ChoiceField(label=_("How?"), choices=Channel.choices, widget=forms.RadioSelect, initial=Channel.PHONE)
    began = ChoiceField(label=_("Who began?"), choices=Began.choices, widget=forms.RadioSelect, initial=Began.US)
    their_words = TextField(
        max_length=LONG,
        required=False,
        label=_("What did they say, in their words?"),
        widget=forms.Textarea(attrs={"rows": 4, "class": "letter letter--s"}),
    )
    our_words = TextField(
        max_length=LONG,
        required=False,
        label=_("What did you tell them?"),
        help_text=_("With this and a next time, the call counts as told."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    moved = forms.BooleanField(required=False, label=_("We only agreed on a new time; there was no news"))
    asked_trust = forms.BooleanField(required=False, label=_("I asked how much they trust us, and they gave no number"))

    def __init__(
        self, *args: Any, incident: Incident, person: Person, now: datetime, draft: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.incident, self.now, self.draft = incident, now, draft
        self.fields["contact"] = RowField(
            label=_("With whom?"),
            queryset=incident.customer.contacts.here(),
            initial=incident.speaker_id,
            error_messages={"required": _("Say with whom you spoke.")},
        )
        self.fields["happened_at"] = LocalInstantField(zone=person.zone, now=now, label=_("When?"), initial=now)
        self.fields["promised"] = forms.BooleanField(
            required=False, initial=True, label=_("We said when they will hear from us again")
        )
        offer = NextTimes(incident.customer, incident.severity, person, now)
        self.offer_next_times(offer, zone=person.zone, label=_("They will hear from us again by"))
        self.fields["next"].required = False
        order = ["contact", "channel", "began", "happened_at", "their_words", "our_words", "promised"]
        self.order_fields([*order, "next", "next_other", "moved", "asked_trust"])
        if draft:
            for field in self.fields.values():
                field.required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("promised") and not self.draft:
            self.clean_next_time(data, self.now)
        else:
            self.next_at = None
        return data


class NoteForm(forms.Form):
    text = TextField(
        max_length=LONG,
        label=_("Note"),
        help_text=_("Internal. It cannot be sent, and no page or letter is made of it."),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write the note first.")},
    )
