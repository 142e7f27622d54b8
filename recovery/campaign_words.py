"""What the first notice of a campaign says: plainly what happened, since when, what we owe so far as we know. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel.dates import format_date
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ground.money.formatting import format_money

if TYPE_CHECKING:
    from datetime import date

    from ground.money.amounts import Money
    from updates.instants import Reader

LONGEST_THING = 80


@dataclass(frozen=True)
class Billed:
    """Too much for what, on how many invoices, the first and the last day; what we owe for it, so far as we know.

    `until` is the day to which `owed` has interest, where it has any.
    """

    thing: str
    invoices: int
    first: date
    last: date
    owed: Money | None = None
    until: date | None = None


def notice_words(billed: Billed, reader: Reader) -> tuple[str, str]:
    """Heading and message, in the language that is on; for its signer to change. The time they hear again stands
    in every letter by itself."""
    heading = _("We charged you too much: %(thing)s") % {"thing": billed.thing[:LONGEST_THING]}
    happened = [_happened(billed), _how_many(billed, reader), _("We found it ourselves."), _("I am sorry.")]
    ours = _("This is our mistake and I am the one putting it right.")
    doing = [_("I am checking every line now."), _("Then I send you the whole calculation, line by line.")]
    owed = [ours, *_owed(billed, reader)]
    doing.append(_("Nothing is needed from you now."))
    return heading, "\n\n".join(" ".join(part) for part in (happened, owed, doing))


def _happened(billed: Billed) -> str:
    return _("We billed you more for %(thing)s than we had agreed with you.") % {"thing": billed.thing}


def _how_many(billed: Billed, reader: Reader) -> str:
    words = {"n": billed.invoices, "first": _day(billed.first, reader), "last": _day(billed.last, reader)}
    if billed.first == billed.last:
        one_day = ngettext(
            "It concerns one invoice, of %(first)s.", "It concerns %(n)s invoices of %(first)s.", billed.invoices
        )
        return one_day % words
    return _("It concerns %(n)s invoices, from %(first)s to %(last)s.") % words


def _owed(billed: Billed, reader: Reader) -> list[str]:
    back = _("We will pay all of it back.")
    if billed.owed is None:
        return [back]
    words = {"owed": format_money(billed.owed, get_language() or "en")}
    if billed.until is None:
        return [_("As far as we know today, we owe you %(owed)s.") % words, back]
    words["day"] = _day(billed.until, reader)
    return [_("As far as we know today, we owe you %(owed)s, with interest until %(day)s.") % words, back]


def _day(day: date, reader: Reader) -> str:
    return str(format_date(day, "long", locale=reader.locale))
