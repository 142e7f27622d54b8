"""What no rule may decide in silence: questions to a person, what is suggested, and what they answered and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .refusals import RefundRefused


class Asked(models.TextChoices):
    UNDERCHARGE = "undercharge", _("Billed below the agreed price")
    NO_PRICE = "no_price", _("No agreed price")
    NO_PRICING_DAY = "no_pricing_day", _("Pricing date unknown")
    PAYMENT_DAY = "payment_day", _("Payment date unknown")
    LOOK_BACK = "look_back", _("Older than we look back")
    EXCESS_CREDIT = "excess_credit", _("Credited more than overcharged")


class Answer(models.TextChoices):
    NET = "net", _("Deduct it")
    IGNORE = "ignore", _("Leave it with the customer")
    PRICE = "price", _("Use this price")
    DAY = "day", _("Use this day")
    INVOICE_DAY = "invoice_day", _("Use the day of the invoice")
    NO_INTEREST = "no_interest", _("Pay no interest on it")
    INCLUDE = "include", _("Include it")
    LEAVE_OUT = "leave_out", _("Leave it out")
    SET_OFF = "set_off", _("Set it off against the interest")


ANSWERS: dict[Asked, tuple[Answer, ...]] = {
    Asked.UNDERCHARGE: (Answer.IGNORE, Answer.NET),
    Asked.NO_PRICE: (Answer.LEAVE_OUT, Answer.PRICE),
    Asked.NO_PRICING_DAY: (Answer.INVOICE_DAY, Answer.DAY, Answer.LEAVE_OUT),
    Asked.PAYMENT_DAY: (Answer.INVOICE_DAY, Answer.DAY, Answer.NO_INTEREST),
    Asked.LOOK_BACK: (Answer.INCLUDE, Answer.LEAVE_OUT),
    Asked.EXCESS_CREDIT: (Answer.IGNORE, Answer.SET_OFF),
}
"""What may be answered; the first is suggested, because it favours the customer or claims nothing we do not know."""

EVERY = ""
"""In place of a line or an invoice: the answer to all questions of a kind that have none of their own."""


@dataclass(frozen=True)
class Reply:
    """What a person decided, and why; with the day or the price where the answer names one."""

    answer: Answer
    why: str
    day: date | None = None
    price: Decimal | None = None


Replies = Mapping[tuple[Asked, str], Reply]


@dataclass(frozen=True)
class Question:
    """A question about a line or an invoice. While it is open, the suggestion is reckoned with, and shown as such."""

    asked: Asked
    about: str
    words: str
    reply: Reply | None = None

    @property
    def open(self) -> bool:
        return self.reply is None

    @property
    def suggested(self) -> Answer:
        return ANSWERS[self.asked][0]

    @property
    def answer(self) -> Answer:
        """What is reckoned with: the reply, else the suggestion."""
        return self.reply.answer if self.reply else self.suggested


def ask(asked: Asked, about: str, words: str, replies: Replies) -> Question:
    """The question with the reply that `replies` holds for it, its own or the one for every question of its kind.

    RefundRefused for an answer that does not fit the question, one without a reason, or one whose day or price is
    missing. Source: undercharges and limitation are never silent rules, the choice is recorded; compare
    https://www.thewaterreport.co.uk/single-post/ccw-secures-refunds-for-businesses-overcharged-in-error.

    Example: 100 pieces billed at 11.00 instead of 11.40 are 40.00 below the agreed price; open or answered IGNORE, the
    refund of the other lines stays as it is, answered NET it falls by 40.00.
    """
    reply = replies.get((asked, about)) or replies.get((asked, EVERY))
    if reply is not None:
        _check(asked, reply)
    return Question(asked, about, words, reply)


def _check(asked: Asked, reply: Reply) -> None:
    if reply.answer not in ANSWERS[asked]:
        raise RefundRefused(gettext("“%(answer)s” is no answer to “%(asked)s”.") % _words(asked, reply))
    if not reply.why.strip():
        raise RefundRefused(gettext("Write why, in a sentence: %(asked)s.") % _words(asked, reply))
    if reply.answer == Answer.DAY and reply.day is None:
        raise RefundRefused(gettext("Name the day: %(asked)s.") % _words(asked, reply))
    if reply.answer == Answer.PRICE and reply.price is None:
        raise RefundRefused(gettext("Name the price: %(asked)s.") % _words(asked, reply))


def _words(asked: Asked, reply: Reply) -> dict[str, str]:
    return {"asked": str(asked.label), "answer": str(reply.answer.label)}
