"""Forms for a customer and the people there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from babel import Locale, UnknownLocaleError
from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from customers.assigning import account_managers_for, deputies_for
from customers.keeping import About, AboutContact
from customers.models import Customer
from customers.places import country_of, currency_of, locale_of
from ground.choosing import ChoiceField, RowField
from ground.money.currencies import currency_choices
from ground.text import AddressField, LineField
from ground.worktime.zones import zone_choices

if TYPE_CHECKING:
    from customers.models import Contact
    from ground.accounts.models import Person


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
