"""A whole refund: lines judged, taxed and borne interest, credits against it, and the sum whose parts add up.

Pure: the same lines, replies and conventions always give the same calculation, whatever their order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from ground.money.amounts import Money, total

from .choices import InterestBase
from .conventions import Conventions
from .interest import Capital, Interest, interest, rounded_by_stage
from .overcharge import Invoice, JudgedLine, Judgement, Line, PriceList, judge
from .questions import Answer, Asked, Question, Replies, ask
from .refusals import RefundRefused
from .sums import Totals, add_up
from .tax import Taxable, taxes


@dataclass(frozen=True)
class Credit:
    """What was given back before: a credit note, or a payment on account, which has no tax and may have no invoice."""

    key: str
    on: date
    net: Money
    tax: Money | None = None
    invoice: str = ""

    @property
    def gross(self) -> Money:
        return self.net + self.tax if self.tax else self.net


@dataclass(frozen=True)
class Case:
    """All that is known: invoices by number, the agreed prices, and what people left out (why, by line) or answered."""

    lines: Sequence[Line]
    invoices: Mapping[str, Invoice]
    prices: PriceList
    credits: Sequence[Credit] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    replies: Replies = field(default_factory=dict)
    fixed: Money | None = None
    goodwill: Money | None = None


@dataclass(frozen=True)
class SheetLine:
    """A line with the amounts shown for it; `since` is the day interest runs from, None when it bears none."""

    judged: JudgedLine
    net: Money
    tax: Money
    interest: Money
    since: date | None


@dataclass(frozen=True)
class SheetCredit:
    credit: Credit
    interest: Money


@dataclass(frozen=True)
class Calculation:
    """The sheet. It is settled when no question is open; an estimate when days lie ahead; `assumed` says what was."""

    lines: tuple[SheetLine, ...]
    credits: tuple[SheetCredit, ...]
    interest_lifted: Money
    totals: Totals
    questions: tuple[Question, ...]
    assumed: tuple[str, ...]
    estimate: bool

    @property
    def settled(self) -> bool:
        return not any(question.open for question in self.questions)


def calculate(case: Case, conventions: Conventions, *, refund_on: date, today: date) -> Calculation:
    """What is owed for `case` on `refund_on`, by `conventions`; `today` tells what is still an estimate.

    Amounts are in the currency of the conventions, rounded as they say to its minor units: net sums and interest at
    the stage, tax as each invoice was. Days are those of the conventions' zone. Lines' nets, taxes and interest, the
    credits and what lifts the interest to zero add up to the totals. Interest runs on what is shown, with tax or
    without, from the day each invoice was paid. Errors: RefundRefused and AmountRefused, each with a sentence.
    Sources as in the modules of this room.

    Example: agreed 11.40, from 1 July 2024 11.10; 250 billed at 11.90 on invoices of May, August and November 2024 paid
    14 June, 13 September and 13 December; 20 % tax; 8 % simple, ACT/365F, refunded on 13 March 2026: 150.00, 240.00
    and 240.00 with interest of 20.94, 28.72 and 23.93: 630.00 + 73.59 = 703.59.
    """
    judgement = judge(
        case.lines,
        case.invoices,
        case.prices,
        pricing=conventions.pricing,
        look_back=conventions.look_back,
        left_out=case.left_out,
        replies=case.replies,
    )
    _refuse_doubles(case)
    nets, tax = _charged(judgement, conventions)
    starts, asked = _starts(judgement, case.replies)
    capitals = _capitals(judgement, case, conventions, nets, tax, starts)
    borne = _interest(capitals, conventions, refund_on, today)
    totals, excess = _totals(case, conventions, nets, tax, borne)
    return _sheet(case, judgement, nets, tax, starts, borne, totals, (*judgement.questions, *asked, *excess))


def _refuse_doubles(case: Case) -> None:
    if len({credit.key for credit in case.credits}) < len(case.credits):
        raise RefundRefused(_("A credit stands twice among the credits. Keep one of them."))


def _charged(judgement: Judgement, conventions: Conventions) -> tuple[list[Money], list[Money]]:
    """The net sums and the tax of every line, as shown."""
    parts = [(one.line.key, one.line.invoice, one.counted) for one in judgement.lines]
    nets = rounded_by_stage(parts, conventions.currency, conventions.rounding, conventions.stage)
    taxable = [
        Taxable(one.line.key, one.line.invoice, net, one.line.tax_percent, one.invoice.tax_rounding)
        for one, net in zip(judgement.lines, nets, strict=True)
    ]
    return nets, taxes(taxable, conventions.rounding)


def _starts(judgement: Judgement, replies: Replies) -> tuple[dict[str, date | None], list[Question]]:
    """The day interest runs from by invoice, and the questions about days nobody knows."""
    starts: dict[str, date | None] = {}
    asked: list[Question] = []
    for one in judgement.lines:
        invoice = one.invoice
        if not one.counted or invoice.number in starts:
            continue
        starts[invoice.number] = invoice.paid_on
        if invoice.paid_on is None:
            words = _("When was invoice %(invoice)s paid? Until we know, interest runs from the day of the invoice.")
            question = ask(Asked.PAYMENT_DAY, invoice.number, words % {"invoice": invoice.number}, replies)
            asked.append(question)
            starts[invoice.number] = _start_answered(question, invoice)
    return starts, asked


def _start_answered(question: Question, invoice: Invoice) -> date | None:
    if question.answer == Answer.DAY and question.reply:
        return question.reply.day
    return invoice.invoiced_on if question.answer == Answer.INVOICE_DAY else None


def _capitals(
    judgement: Judgement,
    case: Case,
    conventions: Conventions,
    nets: list[Money],
    tax: list[Money],
    starts: dict[str, date | None],
) -> list[Capital]:
    """What bears interest: the lines, then the credits as negative capital."""
    gross = conventions.interest_base == InterestBase.GROSS
    found = []
    for one, net, taxed in zip(judgement.lines, nets, tax, strict=True):
        since = starts.get(one.line.invoice)
        amount = net + taxed if gross else net
        if since is not None and amount:
            found.append(Capital(f"line\0{one.line.key}", one.line.invoice, amount, since))
    for credit in case.credits:
        amount = credit.gross if gross else credit.net
        found.append(Capital(f"credit\0{credit.key}", credit.invoice, -amount, credit.on))
    return found


def _interest(capitals: list[Capital], conventions: Conventions, refund_on: date, today: date) -> Interest:
    return interest(
        capitals,
        currency=conventions.currency,
        refund_on=refund_on,
        terms=conventions.terms,
        today=today,
        rounding=conventions.rounding,
        stage=conventions.stage,
    )


def _totals(
    case: Case, conventions: Conventions, nets: list[Money], tax: list[Money], borne: Interest
) -> tuple[Totals, list[Question]]:
    """The sums, and the question about what was credited beyond the overcharge."""
    currency = conventions.currency
    net, taxed = total(nets, currency), total(tax, currency)
    credited = total((credit.gross for credit in case.credits), currency)
    excess = credited - net - taxed
    asked = [_excess_question(excess, case.replies)] if excess.minor > 0 else []
    totals = add_up(
        net=net,
        tax=taxed,
        credited=credited,
        interest=borne.total,
        withholding_percent=conventions.withholding_percent,
        fixed=case.fixed,
        goodwill=case.goodwill,
        set_off=any(question.answer == Answer.SET_OFF for question in asked),
        rounding=conventions.rounding,
    )
    return totals, asked


def _excess_question(excess: Money, replies: Replies) -> Question:
    words = _("%(excess)s more was given back than was overcharged. Leave it with the customer?")
    return ask(Asked.EXCESS_CREDIT, "excess", words % {"excess": excess}, replies)


def _sheet(
    case: Case,
    judgement: Judgement,
    nets: list[Money],
    tax: list[Money],
    starts: dict[str, date | None],
    borne: Interest,
    totals: Totals,
    questions: tuple[Question, ...],
) -> Calculation:
    nothing = Money(0, totals.payable.currency)
    earned = {row.key: row.shown for row in borne.rows}
    lines = tuple(
        SheetLine(one, net, taxed, earned.get(f"line\0{one.line.key}", nothing), starts.get(one.line.invoice))
        for one, net, taxed in zip(judgement.lines, nets, tax, strict=True)
    )
    given = tuple(SheetCredit(credit, earned[f"credit\0{credit.key}"]) for credit in case.credits)
    assumed = tuple(f"{q.words} {q.suggested.label}." for q in questions if q.answer == q.suggested)
    return Calculation(lines, given, borne.lifted, totals, questions, assumed, borne.estimate)
