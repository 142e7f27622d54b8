"""Forms for a customer, the people there, and a reading of trust."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from customers.assigning import account_managers_for, deputies_for
from customers.keeping import About, AboutContact
from customers.models import Customer
from customers.places import country_of, currency_of, locale_of
from desk.next_times import LocalInstantField
from ground.choosing import ChoiceField, RowField, TypedChoiceField
from ground.money.currencies import currency_choices
from ground.text import AddressField, LineField, TextField
from ground.worktime.zones import zone_choices
from trust.models import By, Occasion, Whose

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Contact
    from ground.accounts.models import Person

ESTIMATE = "ours"
EARLIEST_YEAR = 1970


class CustomerForm(forms.Form):
    name = LineField(
        max_length=120,
        label=gettext_lazy("Name of the customer"),
        error_messages={"required": gettext_lazy("Write the customer’s name.")},
    )
    reference = LineField(max_length=60, required=False, label=gettext_lazy("Their number with us"))
    zone = ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=zone_choices,
        help_text=gettext_lazy("Times in letters and on their page are in this zone."),
    )
    language = ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    currency = ChoiceField(label=gettext_lazy("Currency"))

    def __init__(self, *args: Any, person: Person, customer: Customer | None = None, **kwargs: Any) -> None:
        self.person, self.customer = person, customer
        kwargs.setdefault("initial", _known(customer) if customer else _usual(person))
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = currency_choices(babel_locale())  # type: ignore[attr-defined]
        self._keep_what_is_not_listed(customer)
        self._offer_people(customer)
        self.order_fields(["name", "reference", "account_manager", "deputy", "zone", "language", "currency"])

    def _keep_what_is_not_listed(self, customer: Customer | None) -> None:
        """An old zone name or an imported language stays a choice for the customer that has it."""
        for name in ("zone", "language", "currency"):
            field, value = cast("Any", self.fields[name]), getattr(customer, name, "")
            choices = list(field.choices)
            if value and value not in dict(choices):
                field.choices = [(value, value), *choices]

    def _offer_people(self, customer: Customer | None) -> None:
        managers = account_managers_for(self.person)
        if customer is not None:
            managers = managers | managers.model.objects.filter(pk=customer.account_manager_id).select_related("team")
        if managers.count() > 1:
            self.fields["account_manager"] = RowField(
                label=gettext_lazy("Account manager"), queryset=managers.distinct(), empty_label=None
            )
        deputies = deputies_for(self.person)
        if customer is not None and customer.deputy_id:
            deputies = deputies | deputies.model.objects.filter(pk=customer.deputy_id).select_related("team")
        self.fields["deputy"] = RowField(
            label=gettext_lazy("Deputy"),
            queryset=deputies.distinct(),
            required=False,
            empty_label=_("Nobody"),
            help_text=_("Sees and does all of it when the account manager is away."),
        )

    def about(self) -> About:
        """What was typed. Locale follows language and zone, unless it was known before for both."""
        data = self.cleaned_data
        manager = data.get("account_manager") or (self.customer.account_manager if self.customer else self.person)
        locale = locale_of(data["language"], country_of(data["zone"]))
        if self.customer and (data["language"], data["zone"]) == (self.customer.language, self.customer.zone):
            locale = self.customer.locale
        fields = ("name", "reference", "deputy", "zone", "language", "currency")
        return About(account_manager=manager, locale=locale, **{name: data[name] for name in fields})


class ContactForm(forms.Form):
    name = LineField(
        max_length=100, label=gettext_lazy("Name"), error_messages={"required": gettext_lazy("Write their name.")}
    )
    role = LineField(
        max_length=100, required=False, label=gettext_lazy("Role"), help_text=gettext_lazy("Owner, accounts payable …")
    )
    email = AddressField(required=False, label=gettext_lazy("Email"))
    phone = LineField(max_length=40, required=False, label=gettext_lazy("Phone"))
    prefers_call = forms.BooleanField(required=False, label=gettext_lazy("Prefers a call"))
    receives_updates = forms.BooleanField(required=False, label=gettext_lazy("Receives updates by email"), initial=True)
    speaks = forms.BooleanField(required=False, label=gettext_lazy("Speaks for the customer"))
    zone = ChoiceField(required=False, label=gettext_lazy("Time zone, when it is not the customer’s"))
    language = ChoiceField(required=False, label=gettext_lazy("Language, when it is not the customer’s"))
    note = LineField(
        max_length=200,
        required=False,
        label=gettext_lazy("Good to know"),
        help_text=gettext_lazy("Such as: never before 8."),
    )

    def __init__(self, *args: Any, contact: Contact | None = None, **kwargs: Any) -> None:
        if contact is not None:
            kwargs.setdefault("initial", {name: getattr(contact, name) for name in self.base_fields})
        super().__init__(*args, **kwargs)
        same = [("", _("The customer’s"))]
        for name, offered in (("zone", zone_choices()), ("language", tuple(settings.LANGUAGES))):
            own = getattr(contact, name, "")
            choices = offered if not own or own in dict(offered) else ((own, own), *offered)
            self.fields[name].choices = [*same, *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("email") and not data.get("phone") and not self.errors:
            self.add_error("email", _("Write an email or a phone number, so that they can be reached."))
        return data

    def about(self) -> AboutContact:
        return AboutContact(**{name: self.cleaned_data[name] for name in self.base_fields})


class TrustForm(forms.Form):
    value = TypedChoiceField(
        label=gettext_lazy("The number"),
        choices=[(n, str(n)) for n in range(1, 11)],
        coerce=int,
        widget=forms.RadioSelect(attrs={"class": "scale"}),
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
        widget=forms.Textarea(attrs={"rows": 2, "class": "letter letter--s"}),
    )

    def __init__(self, *args: Any, customer: Customer, person: Person, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(contact.pk): contact for contact in customer.contacts.here()}
        said = [(pk, _("%(name)s said it") % {"name": contact.greeting_name}) for pk, contact in self.people.items()]
        self.fields["whose"] = ChoiceField(
            label=_("Whose number is it?"),
            choices=[*said, (ESTIMATE, _("Our own estimate"))],
            widget=forms.RadioSelect,
            help_text=_("An estimate is drawn apart, and never opens the gate to closing."),
            error_messages={"required": _("Say whose number it is.")},
        )
        zone = ZoneInfo(person.zone).key
        self.fields["said_at"] = LocalInstantField(
            zone=zone,
            label=_("When"),
            initial=now,
            help_text=_("In your time zone, %(zone)s.") % {"zone": zone.replace("_", " ")},
            error_messages={"required": _("Say when.")},
        )
        self.order_fields(["value", "whose", "occasion", "said_at", "how", "why"])

    def clean_said_at(self) -> datetime:
        said_at: datetime = self.cleaned_data["said_at"]
        if said_at.year < EARLIEST_YEAR:
            raise forms.ValidationError(_("This is longer ago than anybody remembers. Check the year."))
        return said_at

    def whose(self) -> dict[str, Any]:
        """Whose word it is, as the verb wants it."""
        contact = self.people.get(self.cleaned_data["whose"])
        return {"whose": Whose.THEIRS if contact else Whose.OURS, "contact": contact}


def babel_locale() -> Locale:
    """The reader's language as babel knows it."""
    try:
        return Locale.parse(get_language() or "en", sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale("en")


def _known(customer: Customer) -> dict[str, Any]:
    fields = ("name", "reference", "zone", "language", "currency")
    known = {name: getattr(customer, name) for name in fields}
    return {**known, "account_manager": customer.account_manager_id, "deputy": customer.deputy_id}


def _usual(person: Person) -> dict[str, Any]:
    """What most of this person's customers share; else what is usual where they are."""
    latest = Customer.objects.visible_to(person).order_by("-created_at").first()
    zone = person.zone
    from_place = {"zone": zone, "language": person.language, "currency": usual_currency(zone)}
    known = {name: getattr(latest, name) for name in from_place} if latest else from_place
    return {**known, "account_manager": person.pk}


def usual_currency(zone: str) -> str:
    return currency_of(country_of(zone)) or "EUR"
