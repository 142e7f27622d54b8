"""The letter in front of a statement: what happened, what we owe and have paid, how it was reckoned, who signs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ground.accounts.models import House
from ground.money.formatting import format_money
from incidents.models import Frame
from refunds.conventions import in_words
from refunds.cover import Cover
from refunds.models import LineKind
from refunds.stored import conventions_of
from refunds.wording import in_full
from updates.look import Look
from updates.models import Update
from updates.words import Voice, first_name, one_line

from .asked import told_row

if TYPE_CHECKING:
    from datetime import date

    from customers.models import Contact
    from incidents.models import Incident
    from refunds.models import Calculation, Refund


def cover_of(incident: Incident, sheet: Calculation, contact: Contact | None) -> Cover:
    """To this contact, or to the customer where nobody is named, in the language that is on.

    It holds only words they were told: the sentence both accepted, else what our letters are headed with.
    """
    house = House.objects.get()
    return Cover(
        house=one_line(house.name),
        lines=Look.of(house).lines,
        to=_to(incident, contact),
        day=in_full(_dated(incident, sheet)),
        subject=_("What we owe you"),
        greeting=_greeting(incident, contact),
        paragraphs=tuple(filter(None, _paragraphs(incident, sheet, contact))),
        signed=_signed(incident, house),
    )


def _paragraphs(incident: Incident, sheet: Calculation, contact: Contact | None) -> tuple[str, ...]:
    return (_happened(incident, contact), _money(sheet.refund), _how(sheet), _rules(sheet), _last())


def _to(incident: Incident, contact: Contact | None) -> tuple[str, ...]:
    customer = one_line(incident.customer.name)
    return (one_line(contact.name), customer) if contact else (customer,)


def _dated(incident: Incident, sheet: Calculation) -> date:
    """The day somebody said yes to it, where the customer is; before that, when it was reckoned."""
    approval = sheet.refund.approval
    at = approval.decided_at if approval and approval.decided_at else sheet.made_at
    return at.astimezone(ZoneInfo(incident.customer.zone)).date()


def _greeting(incident: Incident, contact: Contact | None) -> str:
    name = first_name(one_line(contact.name)) if contact else one_line(incident.customer.name)
    return _("Dear %(name)s,") % {"name": name}


def _happened(incident: Incident, contact: Contact | None) -> str:
    """One sentence: the one of step 6 that was told to this contact, else the heading of our first letter."""
    if contact is not None:
        told = Update.objects.filter(incident=incident).told_to(contact)
        agreed = told_row(Frame, incident.pk, contact.pk, told).first()
        if agreed is not None:
            return one_line(agreed.sentence)
    subject = one_line(incident.subject or "")
    return _("This letter is about: %(subject)s.") % {"subject": subject.rstrip(".")} if subject else ""


def _money(refund: Refund) -> str:
    locale = get_language() or "en"
    owed, paid = refund.owed or refund.paid, refund.paid
    words = {name: format_money(sum_, locale) for name, sum_ in (("owed", owed), ("paid", paid), ("rest", owed - paid))}
    if not paid:
        return _("We owe you %(owed)s. It is still to come.") % words
    if paid < owed:
        return _("We owe you %(owed)s in all. %(paid)s is paid, %(rest)s is still to come.") % words
    last = refund.payments.order_by("-value_on").values_list("value_on", flat=True).first()
    return _("We owed you %(owed)s in all. It is paid in full, the last part on %(day)s.") % {
        **words,
        "day": in_full(last) if last else "",
    }


def _how(sheet: Calculation) -> str:
    count = sheet.lines.filter(kind=LineKind.LINE).count()
    words = ngettext(
        "We compared %(n)s line of your invoices with the price we had agreed. What you paid above it is yours.",
        "We compared %(n)s lines of your invoices with the price we had agreed. What you paid above it is yours.",
        count,
    ) % {"n": count}
    return f"{words} " + _("Interest is counted until %(day)s.") % {"day": in_full(sheet.refund_on)}


def _rules(sheet: Calculation) -> str:
    known = conventions_of(sheet.conventions, sheet.refund.currency, sheet.rates.as_table())
    return " ".join(in_words(known))


def _last() -> str:
    return _("Every line follows, so that you can add it up yourself. If one of them is not right, tell me.")


def _signed(incident: Incident, house: House) -> tuple[str, ...]:
    owner = Voice.of(incident.owner)
    return tuple(line for line in (owner.name, one_line(house.name), owner.phone) if line)
