"""What was billed above the agreed price, line by line, on the day the price was agreed for.

Prices and quantities are exact decimals, in major units of one currency; days are those of the zone the calculation
states. Rules of https://hamiltonlocke.com.au/walk-dont-run-how-to-design-an-effective-customer-remediation-plan/: only
assumptions that favour the customer, each of them listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ground.languages import within_sentence
from ground.money.amounts import CurrencyMismatch

from .choices import PricingDate, TaxRounding
from .dated import Dated
from .questions import Answer, Asked, Question, Replies, ask
from .refusals import RefundRefused
from .rounding import exact
from .wording import figure, in_full

ZERO = Fraction(0)


@dataclass(frozen=True)
class Invoice:
    """A document, invoice or credit note, with the day the customer parted with the money, or got it back."""

    number: str
    currency: str
    invoiced_on: date
    paid_on: date | None
    tax_rounding: TaxRounding = TaxRounding.LINE


@dataclass(frozen=True)
class Line:
    """A line of an invoice; the quantity of a return is negative. `key` is its own among all lines reckoned with."""

    key: str
    invoice: str
    item: str
    quantity: Decimal
    billed: Decimal
    tax_percent: Decimal = Decimal(0)
    ordered_on: date | None = None
    delivered_on: date | None = None


@dataclass(frozen=True)
class PriceList:
    """The agreed prices of each item as a dated table; None from the day on which no price is agreed any more."""

    currency: str
    items: Mapping[str, Dated[Decimal | None]]


@dataclass(frozen=True)
class LookBack:
    """How far back is owed without asking: years before `noticed_on`, or before the end of the year that is counted.

    England counts six years, Germany three from the end of the year; the law decides nothing here, a person does.
    """

    years: int
    noticed_on: date
    from_year_end: bool = False


class Standing(models.TextChoices):
    OVERCHARGED = "overcharged", _("Billed too much")
    AS_AGREED = "as_agreed", _("Billed as agreed")
    RETURNED = "returned", _("Returned: less was overcharged")
    UNDERCHARGED = "undercharged", _("Billed too little")
    LEFT_OUT = "left_out", _("Left out")
    NOT_JUDGED = "not_judged", _("Cannot be judged")


@dataclass(frozen=True)
class JudgedLine:
    """What a line comes to: `over` is the exact difference, `counted` what of it is reckoned with."""

    line: Line
    invoice: Invoice
    standing: Standing
    priced_on: date | None = None
    agreed: Decimal | None = None
    over: Fraction = ZERO
    counted: Fraction = ZERO
    why: str = ""


@dataclass(frozen=True)
class Judgement:
    """Every line in the order given, and what a person has to answer about them."""

    lines: tuple[JudgedLine, ...]
    questions: tuple[Question, ...]


def line_overcharge(billed: Decimal, agreed: Decimal, quantity: Decimal) -> Fraction:
    """(billed - agreed) x quantity, in major units, exact, not rounded; negative for an undercharge or a return.

    Prices are those of one piece, in one currency, without tax. TypeError for floats, RefundRefused for what is no
    number. Source: the difference principle of price remediation, see
    https://www.ofgem.gov.uk/press-release/ofgem-secures-customer-compensation-10-suppliers-technical-overcharging-error.

    Example: 250 pieces at 11.90 instead of 11.40: 125.00.
    """
    return (exact(billed) - exact(agreed)) * exact(quantity)


def pricing_day(line: Line, invoice: Invoice, pricing: PricingDate) -> date | None:
    """The day whose agreed price counts: of the order, the delivery or the invoice; None when it is not known.

    Example: agreed at 11.40, from 1 July 2024 at 11.10; ordered on 28 June, delivered and invoiced in July. By order
    11.40 counts, by delivery or invoice 11.10: 250 pieces billed at 11.90 are 125.00 or 200.00 too dear.
    """
    days = {
        PricingDate.ORDER: line.ordered_on,
        PricingDate.DELIVERY: line.delivered_on,
        PricingDate.INVOICE: invoice.invoiced_on,
    }
    return days[pricing]


def is_before(look_back: LookBack, day: date) -> bool:
    """Whether `day` lies further back than we look without asking; the first day still counted is not before it.

    Example: six years before 13 March 2026 begin on 13 March 2020: an invoice of 12 March 2020 over 125.00 is asked
    about, and included until a person says otherwise; one of 13 March is 125.00 without a question. Three years from
    the end of the year begin on 1 January 2023.
    """
    noticed, year = look_back.noticed_on, max(look_back.noticed_on.year - look_back.years, date.min.year)
    if look_back.from_year_end:
        return day < date(year, 1, 1)
    last_day = 28 if (noticed.month, noticed.day) == (2, 29) else noticed.day
    return day < noticed.replace(year=year, day=last_day)


def judge(
    lines: Iterable[Line],
    invoices: Mapping[str, Invoice],
    prices: PriceList,
    *,
    pricing: PricingDate,
    look_back: LookBack | None = None,
    left_out: Mapping[str, str] | None = None,
    replies: Replies | None = None,
) -> Judgement:
    """What every line comes to, with a question wherever no rule may decide.

    `invoices` by number; `left_out` holds the reason for each line a person left out, by key; `replies` the answers
    given so far. A return at the wrong price (negative quantity) reduces the overcharge by itself; a price below the
    agreed one, no agreed price, no pricing day and an old invoice are asked about, and reckoned as suggested while the
    question is open. Amounts are exact. CurrencyMismatch for an invoice in another currency than the prices;
    RefundRefused for a line without its invoice or a key that stands twice.

    Example: 250 at 11.90 instead of 11.40 are 125.00; 10 of them returned at 11.90 reduce it by 5.00 to 120.00.
    """
    judging = _Judging(invoices, prices, pricing, look_back, left_out or {}, replies or {})
    judged = tuple(judging.line(line) for line in lines)
    if len({one.line.key for one in judged}) < len(judged):
        raise RefundRefused(gettext("A line stands twice among the lines. Keep one of them."))
    return Judgement(judged, tuple(judging.questions.values()))


class _Judging:
    def __init__(
        self,
        invoices: Mapping[str, Invoice],
        prices: PriceList,
        pricing: PricingDate,
        look_back: LookBack | None,
        left_out: Mapping[str, str],
        replies: Replies,
    ) -> None:
        self.invoices, self.prices, self.pricing = invoices, prices, pricing
        self.look_back, self.left_out, self.replies = look_back, left_out, replies
        self.questions: dict[tuple[Asked, str], Question] = {}

    def line(self, line: Line) -> JudgedLine:
        invoice = self._invoice(line)
        if line.key in self.left_out:
            return JudgedLine(line, invoice, Standing.LEFT_OUT, why=self.left_out[line.key])
        day = self._pricing_day(line, invoice)
        agreed = self._agreed(line, day) if day else None
        if day is None or agreed is None:
            return JudgedLine(line, invoice, Standing.NOT_JUDGED, day)
        over = line_overcharge(line.billed, agreed, line.quantity)
        standing, counted = self._standing(line, agreed, over)
        why = self._left_behind(invoice) if counted else None
        if why is not None:
            return JudgedLine(line, invoice, Standing.LEFT_OUT, day, agreed, over, why=why)
        return JudgedLine(line, invoice, standing, day, agreed, over, counted)

    def _invoice(self, line: Line) -> Invoice:
        invoice = self.invoices.get(line.invoice)
        if invoice is None:
            words = {"line": line.key, "invoice": line.invoice}
            raise RefundRefused(gettext("Line %(line)s belongs to invoice %(invoice)s, which is missing.") % words)
        if invoice.currency != self.prices.currency:
            words = {"invoice": invoice.number, "one": invoice.currency, "other": self.prices.currency}
            raise CurrencyMismatch(gettext("Invoice %(invoice)s is in %(one)s, the prices are in %(other)s.") % words)
        return invoice

    def _pricing_day(self, line: Line, invoice: Invoice) -> date | None:
        day = pricing_day(line, invoice, self.pricing)
        if day is not None:
            return day
        words = gettext("Which day's price counts for line %(line)s? Its %(date)s is not known.")
        named = {"line": line.key, "date": within_sentence(str(PricingDate(self.pricing).label))}
        question = self._ask(Asked.NO_PRICING_DAY, line.key, words % named)
        if question.answer == Answer.DAY and question.reply:
            return question.reply.day
        return invoice.invoiced_on if question.answer == Answer.INVOICE_DAY else None

    def _agreed(self, line: Line, day: date) -> Decimal | None:
        table = self.prices.items.get(line.item)
        price = table.on(day) if table else None
        if price is not None:
            return price
        words = gettext("What was agreed for %(item)s on %(day)s? No price is known.")
        question = self._ask(Asked.NO_PRICE, line.key, words % {"item": line.item, "day": in_full(day)})
        return question.reply.price if question.reply and question.answer == Answer.PRICE else None

    def _standing(self, line: Line, agreed: Decimal, over: Fraction) -> tuple[Standing, Fraction]:
        if not over:
            return Standing.AS_AGREED, ZERO
        if line.billed > agreed:
            return (Standing.OVERCHARGED if over > 0 else Standing.RETURNED), over
        words = gettext("Line %(line)s was billed at %(billed)s, below the agreed %(agreed)s. Deduct it?")
        named = {"line": line.key, "billed": figure(line.billed), "agreed": figure(agreed)}
        question = self._ask(Asked.UNDERCHARGE, line.key, words % named)
        return Standing.UNDERCHARGED, over if question.answer == Answer.NET else ZERO

    def _left_behind(self, invoice: Invoice) -> str | None:
        """Why an invoice from before the look-back is left out; None for one that is included, or not that old."""
        if self.look_back is None or not is_before(self.look_back, invoice.invoiced_on):
            return None
        words = gettext("Invoice %(invoice)s of %(day)s is older than %(years)s years. Include it?")
        named = {"invoice": invoice.number, "day": in_full(invoice.invoiced_on), "years": self.look_back.years}
        reply = self._ask(Asked.LOOK_BACK, invoice.number, words % named).reply
        return reply.why if reply and reply.answer == Answer.LEAVE_OUT else None

    def _ask(self, asked: Asked, about: str, words: str) -> Question:
        return self.questions.setdefault((asked, about), ask(asked, about, words, self.replies))
