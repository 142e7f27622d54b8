"""Log a mistake: seven questions, and how bad it is when the proposal is wrong."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from customers.models import Contact, Customer
from desk.next_times import NextTimeForm, NextTimes
from ground.accounts.models import Role
from ground.choosing import ChoiceField, RowsField
from ground.text import LineField, TextField
from incidents.choices import Kind, Noticed, Precision, Severity
from incidents.opening import Mistake, propose_severity
from incidents.periods import PeriodRefused, Start, read_start
from recovery.telling import may_tell
from updates.rhythm import first_notice_due

if TYPE_CHECKING:
    from ground.accounts.models import Person

TITLE_LENGTH = 80
TELL, LATER, CHECK = "tell", "later", "check"


class LogForm(NextTimeForm):
    customer = LineField(max_length=120, label=gettext_lazy("Which customer?"))
    kind = ChoiceField(label=gettext_lazy("What kind of mistake?"), choices=Kind.choices, widget=forms.RadioSelect)
    what = TextField(
        max_length=4000,
        label=gettext_lazy("What did we get wrong?"),
        help_text=gettext_lazy("One or two plain sentences. The customer will read these words."),
        widget=forms.Textarea(attrs={"rows": 3, "class": "letter letter--s"}),
        error_messages={"required": gettext_lazy("Say what we got wrong, in a sentence the customer would accept.")},
    )
    started = LineField(max_length=40, required=False, label=gettext_lazy("When did it start?"))
    noticed = ChoiceField(label=gettext_lazy("Who noticed first?"), choices=Noticed.choices, widget=forms.RadioSelect)
    severity = ChoiceField(
        label=gettext_lazy("How bad is it?"),
        choices=Severity.choices,
        widget=forms.RadioSelect,
        required=False,
    )

    finding = LineField(max_length=20, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: Person, now: datetime, act: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.now, self.act = person, now, act
        self.found = self._find_customer()
        self.may_tell = self.found is not None and may_tell(self.found, person)
        self.only_reports = person.role == Role.COLLEAGUE or (self.found is not None and not self.may_tell)
        self.start: Start | None = None
        self.fields["customer"].widget.attrs.update(names_offered())
        if self.only_reports:
            self.fields["what"].help_text = _("In your own words. Only our people read this.")
        if self.may_tell and self.found is not None:
            self._offer_people(self.found)
            self.offer_next_times(NextTimes(self.found, self.worst(), person, now), zone=person.zone)
            if act in (LATER, CHECK):
                self.fields["next"].required = self.fields["tell"].required = False

    def _find_customer(self) -> Customer | None:
        name = (self.data.get("customer") if self.is_bound else self.initial.get("customer")) or ""
        name = str(name).replace("\x00", "").strip()
        if not name:
            return None
        wanted = Customer.objects.select_related("account_manager", "team__calendar")
        return wanted.alike(name[:120]).first()

    def _offer_people(self, customer: Customer) -> None:
        people = Contact.objects.filter(customer=customer).told()
        self.fields["tell"] = RowsField(
            label=gettext_lazy("Who should hear from you?"),
            queryset=people,
            widget=forms.CheckboxSelectMultiple,
            initial=[contact.pk for contact in people],
            error_messages={"required": gettext_lazy("Choose at least one person, or use “Log it, tell them later”.")},
        )
        self.fields["tell"].label_from_instance = person_label  # type: ignore[attr-defined]

    def people_for(self) -> str:
        """Whom and which rhythm the people and times on the page are for: when it changes, they are offered anew."""
        return f"{self.found.pk}:{self.worst()}" if self.found else ""

    def worst(self) -> str:
        """The severity chosen, else the one proposed for the kind."""
        typed = self.data if self.is_bound else self.initial
        chosen, kind = str(typed.get("severity", "")), str(typed.get("kind", ""))
        return chosen if chosen in Severity.values else propose_severity(kind=kind, at_stake=None, limit=0)

    def first_notice_due(self) -> datetime | None:
        return first_notice_due(self.found, self.worst(), self.now) if self.found else None

    def clean_customer(self) -> str:
        if self.found is None:
            name = self.cleaned_data["customer"]
            raise forms.ValidationError(_("There is no customer called “%(name)s”.") % {"name": name})
        return self.found.name

    def clean_started(self) -> str:
        text: str = self.cleaned_data["started"]
        if text:
            today = self.now.astimezone(ZoneInfo(self.person.zone)).date()
            try:
                self.start = read_start(text, today=today, language=get_language() or "en")
            except PeriodRefused as refused:
                raise forms.ValidationError(str(refused)) from refused
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.may_tell and self.act == TELL:
            self.clean_next_time(data, self.now)
        return data

    def mistake(self) -> Mistake:
        data = self.cleaned_data
        return Mistake(
            kind=data["kind"],
            title=title_of(data["what"]),
            story=data["what"],
            severity=self.worst(),
            noticed_by=data["noticed"],
            started_on=self.start.on if self.start else None,
            started_precision=self.start.precision if self.start else Precision.DAY,
            contacts=list(data.get("tell") or ()),
        )


def names_offered() -> dict[str, str]:
    """The names that begin to fit are offered while the customer is typed; without script the name is typed whole."""
    return {
        "list": "customer-names",
        "autocomplete": "off",
        "hx-get": reverse("desk:customer_names"),
        "hx-trigger": "input changed delay:150ms",
        "hx-target": "#customer-names",
        "hx-sync": "this:replace",
        "hx-swap": "innerHTML",
    }


def person_label(contact: Contact) -> str:
    return f"{contact.name}, {contact.role}" if contact.role else contact.name


def title_of(story: str) -> str:
    """The first sentence of the story, cut at a word where it is long: the name of the incident until it is changed."""
    first = re.split(r"(?<=[.!?])\s|\n", story.strip(), maxsplit=1)[0].rstrip(".!? ") or story.strip()
    if len(first) <= TITLE_LENGTH:
        return first
    clause = first[: TITLE_LENGTH + 1].rsplit(",", 1)[0]
    fits = TITLE_LENGTH // 2 <= len(clause) <= TITLE_LENGTH
    return clause if fits else first[:TITLE_LENGTH].rsplit(" ", 1)[0]
