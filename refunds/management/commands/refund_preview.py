"""Reckon a refund from CSV files, without a database: every line, the totals, and the conventions in words."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError

from ground.money.amounts import AmountRefused
from ground.worktime.now import now
from refunds.calculation import Case, calculate
from refunds.choices import Compounding, DayCount, InterestBase, PricingDate, Rounding, Stage
from refunds.conventions import Conventions
from refunds.plain import Plain, as_plain
from refunds.preview_files import read_credits, read_lines, read_prices, read_rates
from refunds.rates import RatePlan
from refunds.refusals import RefundRefused

if TYPE_CHECKING:
    from django.core.management.base import CommandParser
    from django.db.models import TextChoices

COLUMNS = ("invoice", "paid_on", "quantity", "billed", "agreed", "net", "tax", "days", "interest", "refund")
TEXT = ("invoice", "paid_on")


class Command(BaseCommand):
    help = "Reckon a refund from CSV files. Ends with 0, with 1 when a file is refused, with 2 for a wrong option."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--invoices", type=Path, required=True, metavar="FILE")
        parser.add_argument("--prices", type=Path, required=True, metavar="FILE")
        parser.add_argument("--rates", type=Path, required=True, metavar="FILE", help="per cent a year by day")
        parser.add_argument("--credits", type=Path, metavar="FILE", help="what was given back already")
        parser.add_argument("--refund-on", type=_day, required=True, metavar="2026-03-13")
        parser.add_argument("--today", type=_day, metavar="2026-03-13", help="interest after it is an estimate")
        parser.add_argument("--currency", type=str.upper, default="", metavar="EUR")
        parser.add_argument("--points", type=_figure, default=Decimal(0), help="percentage points above the rates")
        parser.add_argument("--withholding", type=_figure, default=Decimal(0), help="per cent of the interest")
        parser.add_argument("--zone", type=_zone, default=ZoneInfo("UTC"), metavar="Europe/Oslo")
        _choice(parser, "--day-count", DayCount)
        _choice(parser, "--compounding", Compounding)
        _choice(parser, "--rounding", Rounding)
        _choice(parser, "--stage", Stage)
        _choice(parser, "--pricing-date", PricingDate, PricingDate.INVOICE)
        _choice(parser, "--interest-base", InterestBase)
        parser.add_argument("--json", action="store_true", help="exact figures as text, for programs")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            plain = reckoned(options)
        except (RefundRefused, AmountRefused) as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(json.dumps(plain, indent=2, ensure_ascii=False) if options["json"] else as_text(plain))


def reckoned(options: dict[str, Any]) -> Plain:
    zone: ZoneInfo = options["zone"]
    lines, invoices, currency = read_lines(options["invoices"], zone=zone, currency=options["currency"])
    given = read_credits(options["credits"], currency) if options["credits"] else []
    conventions = Conventions(
        currency,
        RatePlan(read_rates(options["rates"]), options["points"]),
        zone=str(zone),
        day_count=DayCount(options["day_count"]),
        compounding=Compounding(options["compounding"]),
        rounding=Rounding(options["rounding"]),
        stage=Stage(options["stage"]),
        pricing=PricingDate(options["pricing_date"]),
        interest_base=InterestBase(options["interest_base"]),
        withholding_percent=options["withholding"],
    )
    case = Case(lines, invoices, read_prices(options["prices"], currency), given)
    refund_on = options["refund_on"]
    today = options["today"] or now().astimezone(zone).date()
    return as_plain(calculate(case, conventions, refund_on=refund_on, today=today), conventions, refund_on=refund_on)


def as_text(plain: Any) -> str:
    """The same as a table, the totals and the conventions below it."""
    rows = [[_cell(row[name]) for name in COLUMNS] for row in plain["lines"]]
    sums = [(name, amount) for name, amount in plain["parts"].items()]
    sums += [(name, plain[name]) for name in ("refund", "payable")]
    told = [f"{row['credit']}, given back on {row['given_on']}: {row['gross']}" for row in plain["credits"]]
    asked = [row["words"] for row in plain["questions"] if row["open"]]
    parts = [_table([list(COLUMNS), *rows]), *_block("Given back:", told)]
    parts.append("\n".join(f"{name:10}{amount:>20} {plain['currency']}" for name, amount in sums))
    parts += _block("To be answered by a person; reckoned as is best for the customer until then:", asked)
    ahead = ["The refund lies ahead: an estimate, to be reckoned again on its day."] if plain["estimate"] else []
    parts += _block("How it is reckoned:", [*plain["conventions"], *ahead])
    return "\n\n".join(parts)


def _block(heading: str, lines: list[str]) -> list[str]:
    return ["\n".join([heading, *(f"  {line}" for line in lines)])] if lines else []


def _table(rows: list[list[str]]) -> str:
    widths = [max(len(row[at]) for row in rows) for at in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if name in TEXT else cell.rjust(width)
            for cell, width, name in zip(row, widths, COLUMNS, strict=True)
        ).rstrip()
        for row in rows
    )


def _cell(value: object) -> str:
    return "-" if value is None else str(value)


def _choice(parser: CommandParser, name: str, choices: type[TextChoices], usual: str | None = None) -> None:
    first = usual or choices.values[0]
    parser.add_argument(name, choices=choices.values, default=first, help=f"without it: {first}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is no day. Write it like 2026-03-13.") from None


def _figure(text: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise ArgumentTypeError(f"“{text}” is no figure. Write it like 8.25.") from None
    if not found.is_finite() or abs(found) > 1_000:
        raise ArgumentTypeError(f"“{text}” is out of bounds.")
    return found


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ValueError, OSError, LookupError):
        raise ArgumentTypeError(f"“{text}” is no time zone. Write it like Europe/Oslo.") from None
