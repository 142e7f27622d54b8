"""Forms for numbers of trust: a reading, the five elements, the private self-check; and words never to say again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.customer_elements import MEANINGS, NAMES
from desk.next_times import LocalInstantField
from ground.accounts.form_parts import DayField
from ground.choosing import ChoiceField, RowField, TypedChoiceField
from ground.text import LineField, TextField
from incidents.models import Incident
from trust.models import ELEMENTS, SELF_CHECK, By, Occasion, Whose

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Customer
    from ground.accounts.models import Person

ESTIMATE = "ours"
ONE_TO_TEN = [(n, str(n)) for n in range(1, 11)]
LETTER = {"rows": 2, "class": "letter letter--s"}
QUESTIONS = {
    "professionalism": (gettext_lazy("Professionalism"), gettext_lazy("Did I do what I said, when I said?")),
    "integrity": (gettext_lazy("Integrity"), gettext_lazy("Did I say the hard thing first, and all of it?")),
    "caring": (gettext_lazy("Caring"), gettext_lazy("Did I ask how it was for them, and listen?")),
    "knowledge": (
        gettext_lazy("Knowledge"),
        gettext_lazy("Do I know their business well enough to see what this did to it?"),
    ),
}


class Repeated(forms.RadioSelect):
    """Choices whose words the button of the form repeats: each carries the words it is repeated in."""

    def __init__(self, *args: Any, words: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = words or {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-words"] = self.words.get(str(value), str(option["label"]))
        return option


def scale(label: Any, **kwargs: Any) -> TypedChoiceField:
    """One number from 1 to 10 that may be left out."""
    return TypedChoiceField(
        label=label,
        choices=ONE_TO_TEN,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "scale"}),
        **kwargs,
    )


class SaidForm(forms.Form):
    """Something said by somebody there, at a moment that is not to come."""

    def __init__(self, *args: Any, customer: Customer, person: Person, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(contact.pk): contact for contact in customer.contacts.here()}
        zone = ZoneInfo(person.zone).key
        self.fields["said_at"] = LocalInstantField(
            zone=zone,
            now=now,
            label=_("When"),
            initial=now,
            help_text=_("In your time zone, %(zone)s.") % {"zone": zone.replace("_", " ")},
            error_messages={"required": _("Say when.")},
        )


class TrustForm(SaidForm):
    value = TypedChoiceField(
        label=gettext_lazy("The number"),
        choices=ONE_TO_TEN,
        coerce=int,
        widget=Repeated(attrs={"class": "scale"}),
        help_text=gettext_lazy("1 is not at all, 10 is completely. From 7 a customer relies on us without checking."),
        error_messages={"required": gettext_lazy("Choose a number from 1 to 10.")},
    )
    occasion = ChoiceField(
        label=gettext_lazy("On what occasion?"),
        choices=lambda: [(code, capfirst(words)) for code, words in Occasion.choices],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say on what occasion.")},
    )
    how = ChoiceField(
        label=gettext_lazy("How"),
        choices=lambda: [("", _("Not said")), *((code, capfirst(words)) for code, words in By.choices)],
        required=False,
    )
    why = TextField(
        max_length=1000,
        required=False,
        label=gettext_lazy("Why this number, in their words"),
        widget=forms.Textarea(attrs=LETTER),
    )

    def __init__(self, *args: Any, customer: Customer, person: Person, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, customer=customer, person=person, now=now, **kwargs)
        said = [(pk, _("%(name)s said it") % {"name": contact.greeting_name}) for pk, contact in self.people.items()]
        words = {pk: _("said by %(name)s") % {"name": c.greeting_name} for pk, c in self.people.items()}
        self.fields["whose"] = ChoiceField(
            label=_("Whose number is it?"),
            choices=[*said, (ESTIMATE, _("Our own estimate"))],
            widget=Repeated(words=words | {ESTIMATE: _("our own estimate")}),
            help_text=_("An estimate is drawn apart, and never opens the gate to closing."),
            error_messages={"required": _("Say whose number it is.")},
        )
        incidents = Incident.objects.visible_to(person).filter(customer=customer).open().order_by("-logged_at")
        self.fields["about"] = RowField(
            label=_("Which mistake is it about?"),
            queryset=incidents,
            required=False,
            empty_label=_("None in particular"),
        )
        self.order_fields(["value", "whose", "occasion", "about", "said_at", "how", "why"])

    def whose(self) -> dict[str, Any]:
        """Whose word it is, as the verb wants it."""
        contact = self.people.get(self.cleaned_data["whose"])
        return {"whose": Whose.THEIRS if contact else Whose.OURS, "contact": contact}

    def repeated(self) -> str:
        """The words of the button for what is chosen already; empty while it is not."""
        value, whose = str(self["value"].value() or ""), str(self["whose"].value() or "")
        words: dict[str, str] = self.fields["whose"].widget.words  # type: ignore[attr-defined]
        if value not in dict(ONE_TO_TEN).values() or whose not in words:
            return ""
        return _("Record %(value)s, %(whose)s") % {"value": value, "whose": words[whose]}


class ElementsForm(SaidForm):
    """What one contact says of the five, each left out as they like."""

    words = TextField(
        max_length=1000,
        required=False,
        label=gettext_lazy("What they said with it, in their words"),
        widget=forms.Textarea(attrs=LETTER),
    )

    def __init__(self, *args: Any, customer: Customer, person: Person, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, customer=customer, person=person, now=now, **kwargs)
        self.fields["contact"] = ChoiceField(
            label=_("Who answered?"),
            choices=[(pk, contact.name) for pk, contact in self.people.items()],
            widget=forms.RadioSelect,
            error_messages={"required": _("Say who answered.")},
        )
        for name in ELEMENTS:
            self.fields[name] = scale(NAMES[name], help_text=MEANINGS[name])
        self.order_fields(["contact", *ELEMENTS, "said_at", "words"])

    def scores(self) -> dict[str, int | None]:
        return {name: self.cleaned_data[name] for name in ELEMENTS}


class SelfCheckForm(forms.Form):
    line = LineField(max_length=300, required=False, label=gettext_lazy("A line to your later self"))

    def __init__(self, *args: Any, last: dict[str, str], **kwargs: Any) -> None:
        """`last`: what stood there last time, in words, by question."""
        super().__init__(*args, **kwargs)
        for name in SELF_CHECK:
            title, question = QUESTIONS[name]
            self.fields[name] = scale(format_lazy("{}: {}", title, question), help_text=last.get(name, ""))
        self.order_fields([*SELF_CHECK, "line"])

    def scores(self) -> dict[str, int | None]:
        return {name: self.cleaned_data[name] for name in SELF_CHECK}


class NeverAgainForm(forms.Form):
    words = TextField(
        max_length=1000,
        label=gettext_lazy("What they must never hear from us again"),
        help_text=gettext_lazy("In their words. The next person who looks after them reads this first."),
        widget=forms.Textarea(attrs=LETTER),
        error_messages={"required": gettext_lazy("Write what they must never hear again.")},
    )
    said_on = DayField(label=gettext_lazy("When did they say it?"), required=False)

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["said_by"] = RowField(
            label=_("Who said it?"), queryset=customer.contacts.here(), required=False, empty_label=_("Not said")
        )
        self.order_fields(["words", "said_by", "said_on"])


class RemoveForm(forms.Form):
    reason = LineField(
        max_length=300,
        label=gettext_lazy("Why may they hear it again?"),
        help_text=gettext_lazy("It stays on record."),
        error_messages={"required": gettext_lazy("Write down why. It stays on record.")},
    )
