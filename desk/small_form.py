"""A small mistake: five fields on one page, the last of them the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from customers.models import Contact, Customer
from desk.log_form import names_offered, person_label, title_of
from ground.choosing import ChoiceField, RowsField
from ground.money.refusals import AmountRefused, CurrencyMismatch
from ground.money.typed import parse_money
from ground.text import LineField, TextField
from incidents.choices import Failing, Kind, Noticed, Severity
from incidents.opening import Mistake
from recovery.telling import may_tell

if TYPE_CHECKING:
    from ground.accounts.models import Person

PARTS = ("what", "effect", "done", "cause")
SEND, COMPOSE = "send", "compose"


def _part(label: object, missing: object, *, hint: object = "") -> TextField:
    return TextField(
        max_length=2000,
        label=label,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": 2, "class": "letter letter--s"}),
        error_messages={"required": missing},
    )


class SmallForm(forms.Form):
    """Until the customer is known nobody can be chosen; `limit` is shown in the customer's currency."""

    customer = LineField(max_length=120, label=gettext_lazy("Which customer?"))
    kind = ChoiceField(label=gettext_lazy("What kind of mistake?"), choices=Kind.choices, initial=Kind.OTHER)
    what = _part(gettext_lazy("What went wrong?"), gettext_lazy("Say what went wrong."))
    effect = _part(gettext_lazy("What did it do to them?"), gettext_lazy("Say what it did to them."))
    done = _part(gettext_lazy("What did we do about it?"), gettext_lazy("Say what was done about it."))
    cause = _part(gettext_lazy("Why did it happen?"), gettext_lazy("Say why it happened."))
    at_stake = LineField(max_length=30, required=False, label=gettext_lazy("Money at stake"))
    body = TextField(
        max_length=8000,
        label=gettext_lazy("What we tell them"),
        help_text=gettext_lazy("Yours to change. It is sent with your name."),
        widget=forms.Textarea(attrs={"rows": 6, "class": "letter letter--s"}),
        error_messages={"required": gettext_lazy("Write the letter, or have it written from the fields above.")},
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.found = self._find_customer()
        self.fields["customer"].widget.attrs.update(names_offered())
        if self.found is not None:
            people = Contact.objects.filter(customer=self.found).told()
            self.fields["tell"] = RowsField(
                label=gettext_lazy("Who should hear from you?"),
                queryset=people,
                widget=forms.CheckboxSelectMultiple,
                initial=[contact.pk for contact in people],
                error_messages={"required": gettext_lazy("Choose at least one person.")},
            )
            self.fields["tell"].label_from_instance = person_label  # type: ignore[attr-defined]

    def _find_customer(self) -> Customer | None:
        typed = (self.data.get("customer") if self.is_bound else self.initial.get("customer")) or ""
        name = str(typed).replace("\x00", "").strip()[:120]
        wanted = Customer.objects.select_related("account_manager", "deputy", "team__calendar")
        found = wanted.alike(name).first() if name else None
        return found if found is not None and may_tell(found, self.person) else None

    def clean_customer(self) -> str:
        if self.found is None:
            said = {"name": self.cleaned_data["customer"]}
            raise forms.ValidationError(_("You have no customer called “%(name)s”. Report it in full instead.") % said)
        return self.found.name

    def clean_at_stake(self) -> int | None:
        text: str = self.cleaned_data["at_stake"]
        if not text or self.found is None:
            return None
        try:
            return parse_money(text, self.found.currency, get_language() or "en").minor
        except (AmountRefused, CurrencyMismatch) as refused:
            raise forms.ValidationError(str(refused)) from refused

    def composed(self) -> str:
        """The letter the four fields make, for a person to change."""
        said = [str(self[name].value() or "").replace("\x00", "").strip() for name in PARTS]
        what, effect, done, cause = (text if not text or text[-1] in ".!?…" else f"{text}." for text in said)
        sorry = _("This was our mistake, and I am sorry.")
        return "\n\n".join(part for part in (f"{what} {effect}".strip(), sorry, f"{done} {cause}".strip()) if part)

    def mistake(self) -> Mistake:
        data = self.cleaned_data
        return Mistake(
            kind=data["kind"],
            title=title_of(data["what"]),
            story=data["what"],
            severity=Severity.LOW,
            noticed_by=Noticed.UNKNOWN,
            failing=Failing.COMPETENCE,
            at_stake=data["at_stake"],
            contacts=list(data["tell"]),
        )
