"""A calculation as plain rows for files and other programs: days as 2026-03-13, figures as exact text, never floats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .conventions import in_words
from .daycount import days_counted

if TYPE_CHECKING:
    from datetime import date

    from .calculation import Calculation, SheetCredit, SheetLine
    from .conventions import Conventions
    from .questions import Question

Row = dict[str, str | int | bool | None]
Plain = dict[str, str | bool | list[str] | list[Row] | dict[str, str]]


def as_plain(found: Calculation, conventions: Conventions, *, refund_on: date) -> Plain:
    """Every line and the totals; amounts in major units with exactly the decimals of the currency.

    Example: 250 at 11.90 instead of 11.40, paid on 14 June 2024, 20 % tax, 8 %, refunded on 13 March 2026, is a line of
    net 125.00, tax 25.00, days 637, interest 20.94 and refund 170.94.
    """
    totals = found.totals
    return {
        "currency": conventions.currency,
        "refund_on": refund_on.isoformat(),
        "settled": found.settled,
        "estimate": found.estimate,
        "conventions": in_words(conventions),
        "lines": [_line(one, conventions, refund_on) for one in found.lines],
        "credits": [_credit(one, conventions, refund_on) for one in found.credits],
        "parts": {part.name.value: str(part.amount.decimal) for part in totals.parts},
        "interest_lifted": str(found.interest_lifted.decimal),
        "principal": str(totals.principal.decimal),
        "excess": str(totals.excess.decimal),
        "refund": str(totals.refund.decimal),
        "payable": str(totals.payable.decimal),
        "questions": [_question(one) for one in found.questions],
        "assumed": list(found.assumed),
    }


def days_borne(conventions: Conventions, since: date | None, refund_on: date) -> int:
    """The days interest runs, as the day count counts them; none from the day of the refund on."""
    return days_counted(conventions.day_count, since, refund_on) if since and since < refund_on else 0


def _line(one: SheetLine, conventions: Conventions, refund_on: date) -> Row:
    judged = one.judged
    return {
        "line": judged.line.key,
        "invoice": judged.invoice.number,
        "item": judged.line.item,
        "invoiced_on": judged.invoice.invoiced_on.isoformat(),
        "paid_on": judged.invoice.paid_on.isoformat() if judged.invoice.paid_on else None,
        "priced_on": judged.priced_on.isoformat() if judged.priced_on else None,
        "quantity": format(judged.line.quantity, "f"),
        "billed": format(judged.line.billed, "f"),
        "agreed": format(judged.agreed, "f") if judged.agreed is not None else None,
        "standing": judged.standing.value,
        "why": judged.why,
        "net": str(one.net.decimal),
        "tax_percent": format(judged.line.tax_percent, "f"),
        "tax": str(one.tax.decimal),
        "interest_since": one.since.isoformat() if one.since else None,
        "days": days_borne(conventions, one.since, refund_on),
        "interest": str(one.interest.decimal),
        "refund": str((one.net + one.tax + one.interest).decimal),
    }


def _credit(one: SheetCredit, conventions: Conventions, refund_on: date) -> Row:
    return {
        "credit": one.credit.key,
        "given_on": one.credit.on.isoformat(),
        "invoice": one.credit.invoice,
        "gross": str(one.credit.gross.decimal),
        "days": days_borne(conventions, one.credit.on, refund_on),
        "interest": str(one.interest.decimal),
    }


def _question(one: Question) -> Row:
    return {
        "asked": one.asked.value,
        "about": one.about,
        "words": one.words,
        "open": one.open,
        "reckoned_with": one.answer.value,
    }
