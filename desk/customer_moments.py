"""When we told a customer something and when we heard from them: one question to the database for a whole page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import CharField, DateTimeField, F, IntegerField, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ground.money.amounts import Money
from ground.money.formatting import format_money
from incidents.models import Answer
from refunds.models import Payment
from updates.clock_words import ago_words, day_words
from updates.models import Conversation, Update
from updates.quiet import Quiet, Rhythm, rhythm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from customers.models import Customer

AT_MOST = 400
"""The newest moments of a story; older ones change neither the rhythm of today nor the words shown."""


@dataclass(frozen=True)
class Moment:
    """A letter or payment of ours, a conversation, or an answer of theirs. `due_at`: the time we had said for a letter.

    `words` are the heading of a letter, the sum paid, else what they said; `who` is the contact's id.
    """

    at: datetime
    what: str
    words: str
    who: int | None
    due_at: datetime | None

    @property
    def told(self) -> bool:
        return self.what == "update"

    @property
    def paid(self) -> bool:
        return self.what == "paid"

    @property
    def done_by_us(self) -> bool:
        return self.told or self.paid

    @property
    def theirs(self) -> bool:
        return not self.done_by_us

    @property
    def late(self) -> bool:
        return self.due_at is not None and self.at > self.due_at


def moments_of(customer: Customer) -> list[Moment]:
    """Oldest first."""
    nobody, no_time = Cast(Value(None), IntegerField()), Cast(Value(None), DateTimeField())
    here: dict[str, Any] = {"incident__customer": customer}
    updates = Update.objects.told().filter(**here).order_by()
    talks, answers = Conversation.objects.filter(**here).order_by(), Answer.objects.filter(**here).order_by()
    payments = Payment.objects.filter(refund__customer=customer).order_by()
    rows = updates.values_list("sent_at", _what("update"), _text("heading"), nobody, F("settled__due_at")).union(
        talks.values_list("happened_at", _what("talk"), _text("their_words"), F("contact_id"), no_time),
        answers.values_list("said_at", _what("answer"), _text("words"), F("contact_id"), no_time),
        payments.values_list("recorded_at", _what("paid"), _sum_paid(), nobody, no_time),
        all=True,
    )
    return [Moment(*row) for row in reversed(rows.order_by("-sent_at")[:AT_MOST])]


def _what(kind: str) -> Value:
    return Value(kind, output_field=CharField())


def _sum_paid() -> Concat:
    """Minor units and currency, to be read again by `paid_words`."""
    return Concat(_text("amount_minor"), Value(" "), F("refund__currency"), output_field=TextField())


def paid_words(moment: Moment) -> str:
    amount, currency = moment.words.split()
    return format_money(Money(int(amount), currency), get_language() or "en")


def _text(field: str) -> Cast:
    return Cast(F(field), TextField())


def rhythm_of(moments: Sequence[Moment], said_at: Sequence[datetime], now: datetime) -> Rhythm:
    """Their rhythm from letters, conversations, answers, and the moments they gave a number."""
    heard = [moment.at for moment in moments if moment.theirs]
    return rhythm([moment.at for moment in moments if moment.told], [*heard, *said_at], now)


def rhythm_words(found: Rhythm, now: datetime, zone: str) -> dict[str, str]:
    """As the page says it: a state with its tone and icon, and a sentence or two."""
    if found.state == Quiet.TOO_LITTLE or found.usual is None:
        text = _("After five answers you see here how soon they usually answer.")
        return {"state": _("Not enough history yet"), "tone": "", "icon": "", "text": text}
    usual = ngettext("They usually answer in %(n)d day.", "They usually answer in %(n)d days.", found.usual)
    parts = [usual % {"n": found.usual}]
    if found.heard_at is not None:
        day = day_words(found.heard_at, now, ZoneInfo(zone))
        parts.append(_("We last heard from them on %(day)s.") % {"day": day})
    text = " ".join(parts)
    if found.state == Quiet.QUIET and found.waiting is not None:
        state = ngettext("Quiet for %(n)d day", "Quiet for %(n)d days", found.waiting) % {"n": found.waiting}
        return {"state": state, "tone": "soon", "icon": "hourglass-split", "text": text}
    return {"state": _("Not quiet"), "tone": "kept", "icon": "check-lg", "text": text}


def heard_figure(found: Rhythm, now: datetime, zone: str) -> dict[str, Any]:
    """ "3 days ago", with the day beneath."""
    label, place = _("Last heard from"), ZoneInfo(zone)
    if found.heard_at is None:
        return {"label": label, "value": "–", "sub": _("Not yet")}
    ago = ago_words(found.heard_at, now, place)
    return {"label": label, "value": ago, "sub": day_words(found.heard_at, now, place)}
