"""Importing customers from a file: all that was confirmed, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ground.history.recording import record

from .alike import free_slug, slug_base
from .models import Contact, Customer, ImportFile
from .planning import CHUNK, NewCustomer, Plan, plan_import

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from ground.accounts.models import Person

    from .rows import ContactDraft


class ImportRefused(Exception):
    """Why this import cannot go on, in a sentence for the person who confirmed it."""


@transaction.atomic
def import_customers(upload: ImportFile, *, seen: str, left_out_why: str, by: Person, now: datetime) -> ImportFile:
    """Write what `seen` (the digest of the plan they read) stands for: all of it, or nothing.

    A file that was used already is returned as it is. Rows with problems are left out, with the reason given.
    """
    upload = ImportFile.objects.select_for_update().get(pk=upload.pk, owner=by)
    if upload.used_at is not None:
        return upload
    plan = plan_import(upload, by=by)
    if plan.digest() != seen:
        raise ImportRefused(_("Something changed since you looked. Look at the rows again."))
    if plan.problems and not left_out_why:
        raise ImportRefused(_("Say why these rows are left out."))
    try:
        with transaction.atomic():
            _write(plan, upload, now)
    except IntegrityError:
        raise ImportRefused(_("Somebody added one of these customers just now. Look at the rows again.")) from None
    return _used(upload, plan, left_out_why, by=by, now=now)


def _write(plan: Plan, upload: ImportFile, now: datetime) -> None:
    customers = Customer.objects.bulk_create(_rows_of(plan.new, upload, now), batch_size=CHUNK)
    contacts = [
        contact
        for customer, new in zip(customers, plan.new, strict=True)
        for contact in _people_of(customer, new.gathered.contacts)
    ]
    contacts += [_contact(customer, draft, speaks=draft.speaks) for customer, draft in plan.joining]
    Contact.objects.bulk_create(contacts, batch_size=CHUNK)


def _rows_of(new: Iterable[NewCustomer], upload: ImportFile, now: datetime) -> Iterator[Customer]:
    taken = _taken_slugs({slug_base(one.gathered.said.name) for one in new})
    for one in new:
        said = one.gathered.said
        slug = free_slug(said.name, taken)
        taken.add(slug)
        yield Customer(
            name=said.name,
            slug=slug,
            reference=said.reference,
            account_manager=one.account_manager,
            deputy=one.deputy,
            team=one.team,
            zone=said.zone,
            language=said.language,
            locale=said.locale,
            currency=said.currency,
            created_at=now,
            came_by=upload,
        )


def _taken_slugs(bases: set[str]) -> set[str]:
    """Addresses in use that begin like one of these; all of them are read, since they are few letters each."""
    slugs = Customer.objects.order_by().values_list("slug", flat=True).iterator()
    return {slug for slug in slugs if slug in bases or slug.rpartition("-")[0] in bases}


def _people_of(customer: Customer, drafts: Sequence[ContactDraft]) -> Iterator[Contact]:
    """Exactly one speaks: who is said to, else the first."""
    marked = any(draft.speaks for draft in drafts)
    for index, draft in enumerate(drafts):
        yield _contact(customer, draft, speaks=draft.speaks if marked else index == 0)


def _contact(customer: Customer, draft: ContactDraft, *, speaks: bool) -> Contact:
    return Contact(customer=customer, **{**vars(draft), "speaks": speaks})


def _used(upload: ImportFile, plan: Plan, why: str, *, by: Person, now: datetime) -> ImportFile:
    upload.used_at = now
    upload.customers_added, upload.contacts_added = len(plan.new), plan.contacts
    upload.already_here, upload.left_out = plan.already_here, len(plan.bad_lines)
    upload.left_out_why = why[:300] if plan.problems else ""
    upload.save()
    facts: dict[str, str | int | None] = {
        "customers": upload.customers_added,
        "contacts": upload.contacts_added,
        "left_out": upload.left_out,
        "file_sha256": upload.sha256,
        "content_sha256": plan.digest(),
    }
    record(("import", upload.pk), by=by, what="customers.imported", now=now, text=upload.left_out_why, facts=facts)
    return upload
