"""Whether a letter may ask its readers how much they trust us, and from when, in a sentence for its author."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from incidents.trust_question import may_ask_for_trust, may_ask_from
from trust.asking import NotNow

from .clock_words import moment_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from customers.models import Contact


def why_no_number(contacts: Sequence[Contact], zone: str, now: datetime) -> str:
    """Nothing when all of them may be asked; else who may not, and from when (as a clock in `zone` shows it)."""
    for contact in contacts:
        why = may_ask_for_trust(contact, now=now)
        again = may_ask_from(contact) if why == NotNow.TRUST_TOO_SOON else None
        if again is not None:
            named = {"name": contact.name, "when": moment_words(again, now, ZoneInfo(zone))}
            first = _("%(name)s gave or was asked for a number less than 14 days ago.") % named
            then = _("You may ask again from %(when)s.") % named
            return f"{first} {then}"
        if why is not None:
            return f"{contact.name}: {why.label}"
    return ""
