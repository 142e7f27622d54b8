"""How a refund stands: what is owed less what is paid, and the one word for it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from ground.money.amounts import Money, total

if TYPE_CHECKING:
    from collections.abc import Iterable


class Standing(models.TextChoices):
    NONE = "none", _("No sum yet")
    DRAFT = "draft", _("Draft")
    WAITING = "waiting", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    PART_PAID = "part_paid", _("Part paid")
    PAID = "paid", _("Paid")


def balance(owed: Money, payments: Iterable[Money]) -> Money:
    """What is still to be paid, in the currency of what is owed; negative when more was paid than is owed.

    CurrencyMismatch when a payment is of another currency.
    """
    return owed - total(payments, owed.currency)


def standing(owed: Money | None, paid: Money, *, approved: bool, waiting: bool) -> Standing:
    """Paid when nothing is left; else what it waits for comes first: an approval, then the rest of the money."""
    if owed is None:
        return Standing.NONE
    if paid >= owed:
        return Standing.PAID
    if waiting:
        return Standing.WAITING
    if not approved:
        return Standing.DRAFT
    return Standing.PART_PAID if paid else Standing.APPROVED
