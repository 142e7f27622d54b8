"""Forms of the end: the last letter and its reason, what they said at a check-in, opening again at a step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Contact
from desk.case_forms import LONG, REASON, ReasonForm
from desk.log_form import person_label
from desk.next_times import LocalInstantField
from ground.choosing import ChoiceField, RowField, RowsField, TypedChoiceField
from ground.text import LineField, TextField
from incidents.choices import Verdict
from incidents.steps import STEPS
from recovery.last_letter import LastLetter

if TYPE_CHECKING:
    from datetime import datetime

    from incidents.models import Incident


class CloseForm(forms.Form):
    """The closing letter; a reason where the way out needs one; why there is none where nobody has an address."""

    heading = LineField(
        max_length=150,
        required=False,
        label=gettext_lazy("Heading of the last letter"),
        widget=forms.TextInput(attrs={"class": "letter letter--s"}),
        error_messages={"required": gettext_lazy("Give the letter a heading, in their words.")},
    )
    body = TextField(
        max_length=LONG,
        required=False,
        label=gettext_lazy("What they will read"),
        error_messages={"required": gettext_lazy("Write what they will read.")},
        widget=forms.Textarea(attrs={"rows": 5, "class": "letter letter--s"}),
    )
    nobody_because = LineField(
        max_length=300, required=False, label=gettext_lazy("Nobody can be reached by letter. Why?")
    )
    reason = TextField(
        max_length=REASON,
        required=False,
        label=gettext_lazy("Your reason"),
        help_text=gettext_lazy("It stays visible for ever, with your name."),
        error_messages={"required": gettext_lazy("Write down why. It stays on record.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        *args: Any,
        incident: Incident,
        people: list[Contact],
        met: bool,
        reasoned: bool,
        now: datetime,
        unsent: bool = False,
        **kwargs: Any,
    ) -> None:
        """`met`: the gate is open, so that a letter goes out; `reasoned`: a reason is asked for; `unsent`: only looked
        at, nothing has to be there."""
        super().__init__(*args, **kwargs)
        reachable = [contact for contact in people if contact.receives_updates and contact.reachable_by_mail(now)]
        self.fields["tell"] = RowsField(
            label=gettext_lazy("To"),
            queryset=Contact.objects.filter(customer=incident.customer_id).told(),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            initial=[contact.pk for contact in reachable],
            error_messages={"required": gettext_lazy("Choose at least one person.")},
        )
        self.fields["tell"].label_from_instance = person_label  # type: ignore[attr-defined]
        if reachable:
            del self.fields["nobody_because"]
        if not reasoned:
            del self.fields["reason"]
        must = ["tell", "heading", "body"] if met and reachable else []
        for name in [*must, *(["reason"] if reasoned else [])]:
            self.fields[name].required = not unsent
        self.order_fields(["reason", "tell", "heading", "body", "nobody_because"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("tell"):
            for name in ("heading", "body"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Write what they read, or choose nobody."))
        return data

    def letter(self) -> LastLetter:
        data = self.cleaned_data
        contacts = list(data.get("tell") or [])
        if not contacts:
            return LastLetter(nobody_because=data.get("nobody_because", ""))
        return LastLetter(data["heading"], data["body"], contacts)


class CheckInForm(forms.Form):
    """What they said when somebody of ours asked."""

    verdict = ChoiceField(
        label=gettext_lazy("Has it stayed right?"),
        choices=[
            (Verdict.YES.value, gettext_lazy("Yes")),
            (Verdict.NO.value, gettext_lazy("No")),
            (Verdict.WORDS.value, gettext_lazy("Neither; their words say it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say what they answered.")},
    )
    value = TypedChoiceField(
        label=gettext_lazy("How much do they trust us now? (if they said a number)"),
        choices=[("", gettext_lazy("No number")), *((str(n), str(n)) for n in range(1, 11))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    words = TextField(
        max_length=LONG,
        required=False,
        label=gettext_lazy("Their words"),
        widget=forms.Textarea(attrs={"rows": 3, "class": "letter letter--s"}),
    )

    def __init__(self, *args: Any, incident: Incident, zone: str, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["contact"] = RowField(
            label=gettext_lazy("Who answered?"),
            queryset=incident.customer.contacts.here(),
            initial=incident.speaker_id,
            error_messages={"required": gettext_lazy("Say who answered.")},
        )
        self.fields["said_at"] = LocalInstantField(zone=zone, now=now, label=gettext_lazy("When?"), initial=now)
        self.order_fields(["contact", "said_at", "verdict", "value", "words"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("said_at") and data["said_at"] > self.now:
            self.add_error("said_at", _("That time has not come yet."))
        if data.get("verdict") == Verdict.WORDS and not data.get("words"):
            self.add_error("words", _("Write a few words."))
        return data


class ReopenForm(ReasonForm):
    """Open again, at the step that did not hold."""

    def __init__(self, *args: Any, finished: list[int], proposed: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = [("", gettext_lazy("None: every finished step stays finished"))]
        choices += [(str(s.number), f"{s.number}. {s.name}") for s in STEPS if s.number in finished]
        self.fields["step"] = TypedChoiceField(
            label=gettext_lazy("Which step did not hold?"),
            choices=choices,
            coerce=int,
            empty_value=None,
            required=False,
            initial=str(proposed) if proposed in finished else "",
            help_text=gettext_lazy("This step and the finished ones after it are to do again."),
        )
        self.order_fields(["step", "reason"])
