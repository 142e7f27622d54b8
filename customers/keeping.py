"""Adding and changing customers and the people at them; who speaks for a customer."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ground.history.recording import record

from .alike import free_slug, slug_base
from .assigning import account_managers_for
from .models import Contact, Customer

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model

    from ground.accounts.models import Person


class KeepingRefused(Exception):
    """Why this cannot be kept, in a sentence for the person who typed it; `field` is where it was typed."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class About:
    """What we know of a customer. `zone` is an IANA name, `currency` an ISO 4217 code, `locale` like "de-AT"."""

    name: str
    account_manager: Person
    zone: str
    language: str
    currency: str
    deputy: Person | None = None
    reference: str = ""
    locale: str = ""


@dataclass(frozen=True)
class AboutContact:
    """What we know of a person at the customer; empty language and zone mean the customer's."""

    name: str
    email: str = ""
    role: str = ""
    language: str = ""
    zone: str = ""
    phone: str = ""
    prefers_call: bool = False
    receives_updates: bool = True
    speaks: bool = False
    note: str = ""


@transaction.atomic
def add_customer(*, about: About, by: Person, now: datetime) -> Customer:
    """A new customer, served by the team of its account manager."""
    _refuse_what_does_not_fit(about, by=by, customer=None)
    customer = Customer(slug=_slug(about.name), created_at=now)
    _write(customer, about)
    _save(customer, _("Somebody added a customer of this name or number just now. Look for it in the list."))
    facts = {"account_manager": about.account_manager.pk, "team": customer.team_id}
    record(("customer", customer.pk), by=by, what="customer.added", now=now, text=about.name, facts=facts)
    return customer


@transaction.atomic
def change_customer(customer: Customer, *, about: About, by: Person, now: datetime) -> Customer:
    """The customer as they are now known; nothing is recorded when nothing changed. The page keeps its address."""
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    _refuse_what_does_not_fit(about, by=by, customer=customer)
    changed = _write(customer, about)
    if changed:
        _save(customer, _("Another customer has this name or number."))
        _record_change(("customer", customer.pk), "customer.changed", changed, by=by, now=now)
    return customer


@transaction.atomic
def add_contact(customer: Customer, *, about: AboutContact, by: Person | None, now: datetime) -> Contact:
    """A new person at the customer. The first one speaks for them."""
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    contact = Contact(customer=customer)
    _refuse_a_second_one(contact, about)
    speaks = about.speaks or not customer.contacts.here().filter(speaks=True).exists()
    _let_only(contact, speaks)
    _write(contact, about)
    contact.speaks = speaks
    contact.save()
    facts = {"contact": contact.pk, "speaks": int(speaks)}
    record(("customer", customer.pk), by=by, what="contact.added", now=now, text=contact.name, facts=facts)
    return contact


@transaction.atomic
def change_contact(contact: Contact, *, about: AboutContact, by: Person | None, now: datetime) -> Contact:
    """The person as they are now known. A new address is no longer marked as bouncing."""
    contact = _locked(contact)
    _refuse_a_second_one(contact, about)
    if contact.speaks and not about.speaks and contact.customer.contacts.here().count() > 1:
        raise KeepingRefused(_("Somebody has to speak for them. Choose the other person instead."), "speaks")
    old_address = contact.email
    _let_only(contact, about.speaks)
    changed = _write(contact, about)
    if changed:
        if contact.email != old_address:
            contact.bounced_at = contact.unwanted_at = None
            contact.bounce_reason = ""
        contact.save()
        subject = ("customer", contact.customer_id)
        _record_change(subject, "contact.changed", changed, by=by, now=now, contact=contact.pk)
    return contact


@transaction.atomic
def contact_left(contact: Contact, *, by: Person | None, now: datetime) -> Contact:
    """They no longer work there: nothing is sent to them. Who spoke for the customer is followed by the next one."""
    contact = _locked(contact)
    if contact.left_at is not None:
        raise KeepingRefused(_("%(name)s has already left.") % {"name": contact.name})
    spoke, contact.speaks, contact.left_at = contact.speaks, False, now
    contact.save(update_fields=["speaks", "left_at"])
    next_one = contact.customer.contacts.here().order_by("-receives_updates", "pk").first() if spoke else None
    if next_one is not None:
        Contact.objects.filter(pk=next_one.pk).update(speaks=True)
    facts = {"contact": contact.pk, "speaks_now": next_one.pk if next_one else None}
    record(("customer", contact.customer_id), by=by, what="contact.left", now=now, text=contact.name, facts=facts)
    return contact


@transaction.atomic
def stop_mail(contact: Contact, *, why: str, now: datetime) -> Contact:
    """They called our mail unwanted: no letter goes to this address any more, and they are rung instead."""
    contact = _locked(contact)
    if contact.unwanted_at is None:
        contact.unwanted_at, contact.prefers_call = now, True
        contact.save(update_fields=["unwanted_at", "prefers_call"])
        facts = {"contact": contact.pk}
        record(("customer", contact.customer_id), by=None, what="contact.unwanted", now=now, text=why, facts=facts)
    return contact


def _refuse_what_does_not_fit(about: About, *, by: Person, customer: Customer | None) -> None:
    stays = customer is not None and customer.account_manager_id == about.account_manager.pk
    if not stays and not account_managers_for(by).filter(pk=about.account_manager.pk).exists():
        values = {"name": about.account_manager.name}
        raise KeepingRefused(_("You cannot give a customer to %(name)s.") % values, "account_manager")
    if about.deputy == about.account_manager:
        raise KeepingRefused(_("The deputy has to be somebody else."), "deputy")
    others = Customer.objects.select_related("account_manager")
    others = others.exclude(pk=customer.pk) if customer else others
    if twin := others.alike(about.name).first():
        values = {"name": twin.name, "person": twin.account_manager.name}
        raise KeepingRefused(_("%(name)s is here already, with %(person)s.") % values, "name")
    if about.reference and others.filter(reference__iexact=about.reference).exists():
        raise KeepingRefused(_("Another customer has this number."), "reference")


def _refuse_a_second_one(contact: Contact, about: AboutContact) -> None:
    if not about.email:
        return
    twin = contact.customer.contacts.here().filter(email__iexact=about.email).exclude(pk=contact.pk).first()
    if twin is not None:
        raise KeepingRefused(_("%(name)s has this address already.") % {"name": twin.name}, "email")


def _slug(name: str) -> str:
    base = slug_base(name)
    return free_slug(name, set(Customer.objects.filter(slug__startswith=base).values_list("slug", flat=True)))


def _locked(contact: Contact) -> Contact:
    """The contact under the lock of its customer, so that exactly one may speak."""
    customer = Customer.objects.select_for_update().get(pk=contact.customer_id)
    contact = Contact.objects.get(pk=contact.pk)
    contact.customer = customer
    return contact


def _let_only(contact: Contact, speaks: bool) -> None:
    if speaks:
        contact.customer.contacts.filter(speaks=True).exclude(pk=contact.pk).update(speaks=False)


def _write(row: Customer | Contact, about: About | AboutContact) -> dict[str, tuple[Any, Any]]:
    """Put what is known into the row; returns old and new value of each field that changed."""
    known = {field.name: getattr(about, field.name) for field in fields(about)}
    if isinstance(about, About) and getattr(row, "account_manager_id", None) != about.account_manager.pk:
        known["team"] = about.account_manager.team
    changed = {}
    for name, new in known.items():
        old = getattr(row, name) if row.pk or not _is_relation(row, name) else None
        if old != new:
            changed[name] = (old, new)
            setattr(row, name, new)
    return changed


def _is_relation(row: Model, name: str) -> bool:
    return row._meta.get_field(name).is_relation


def _save(customer: Customer, sentence: str) -> None:
    """The checks before were made without a lock; what came in between is found by the database."""
    try:
        with transaction.atomic():
            customer.save()
    except IntegrityError:
        raise KeepingRefused(sentence, "name") from None


def _record_change(
    subject: tuple[str, int],
    what: str,
    changed: dict[str, tuple[Any, Any]],
    *,
    by: Person | None,
    now: datetime,
    **facts: int,
) -> None:
    lines = [
        f"{name}: {'' if old is None else old} → {'' if new is None else new}" for name, (old, new) in changed.items()
    ]
    record(subject, by=by, what=what, now=now, text="\n".join(lines), facts={"fields": ",".join(changed), **facts})
