"""Letter and statement of a refund for the customer, as a tagged PDF (PDF/UA-1, PDF/A-2a), to be checked by hand."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst
from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ground.languages import written_day
from ground.money.amounts import Money
from ground.money.formatting import format_amount, format_money

from .models import LineKind
from .sheet_table import apart, assumed, note_of, table_of
from .sums import PartName
from .wording import figure, in_full

if TYPE_CHECKING:
    from .cover import Cover
    from .models import Calculation, CalculationLine

LANGUAGES = ("en", "de", "fr", "es", "nl")
"""Those whose letters our fonts have; a reader of another language has the figures and files on the page."""
MOST_LINES = 5_000
"""So many stand on paper; more are in the workbook and the table alone."""
STANDARDS: list[Any] = ["a-2a", "ua-1"]
TEMPLATE = Path(settings.BASE_DIR) / "templates" / "refunds" / "statement.typ"
FONTS = Path(settings.BASE_DIR) / "static" / "vendor" / "fonts"


class NotInOurLetters(Exception):
    """A name or an item is written in letters our fonts have not: it can be read on the page to print."""


def statement(sheet: Calculation, *, cover: Cover) -> bytes:
    """The PDF in the language that is on, if its letters are there, dated when the sheet was reckoned.

    Every text goes in as data, never as markup, and no package, system font or other file is read.
    """
    told = json.dumps({**facts_of(sheet, cover=cover), "cover": asdict(cover)}, ensure_ascii=False)
    try:
        made: Any = typst.compile(
            str(TEMPLATE),
            root=str(TEMPLATE.parent),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            sys_inputs={"statement": told},
            pdf_standards=STANDARDS,
            timestamp=datetime.fromtimestamp(int(sheet.made_at.timestamp()), UTC),
        )
    except typst.TypstError as error:
        if "could not be displayed" in str(error):
            raise NotInOurLetters from None
        raise
    return bytes(made)


def facts_of(sheet: Calculation, *, cover: Cover) -> dict[str, Any]:
    """Everything the statement says, in the language that is on."""
    until = {"day": in_full(sheet.refund_on), "customer": sheet.refund.customer.name}
    lines = list(sheet.lines.all())
    version = {"n": sheet.version, "day": in_full(sheet.made_at.date())}
    table = table_of(sheet, ours=False)
    return {
        "language": language(),
        "title": _("What we owe you"),
        "house": cover.house,
        "lead": _("For %(customer)s. Interest until %(day)s.") % until,
        "footer": _("Version %(n)s of %(day)s") % version,
        **{name: getattr(sheet.made_at, name) for name in ("year", "month", "day")},
        "words": _words(),
        "sums": _sums(sheet),
        "headings": _headings(sheet.refund.currency),
        "rows": [_row(sheet, line) for line in lines] if len(lines) <= MOST_LINES else [],
        "elsewhere": "" if len(lines) <= MOST_LINES else _elsewhere(len(lines)),
        "total": _total(sheet, lines),
        "rules": list(table.conventions),
        "rates": _rates(sheet),
        "assumed": assumed(sheet),
    }


def _elsewhere(count: int) -> str:
    words = {"n": number_format(count, force_grouping=True)}
    return (
        _("%(n)s lines are too many for paper. Every one stands in the workbook and in the table on your page.") % words
    )


def language() -> str:
    code = (get_language() or "en").split("-")[0]
    return code if code in LANGUAGES else "en"


def _words() -> dict[str, str]:
    return {
        "sum": _("The sum"),
        "part": _("Part"),
        "amount": _("Amount"),
        "lines": _("Line by line"),
        "rules": _("How it is reckoned"),
        "rates": _("The rates"),
        "valid": _("From"),
        "percent": _("Per cent a year"),
        "assumed": _("Assumed in your favour"),
        "page": _("Page {n} of {all}"),
    }


def _sums(sheet: Calculation) -> list[dict[str, Any]]:
    """The parts that add up to what is owed, then what is paid and what is left."""
    named = dict(sheet.parts)
    rows = [
        (_("Overcharged, without tax"), named.get(PartName.NET.value, 0)),
        (_("Tax on it"), named.get(PartName.TAX.value, 0)),
    ]
    given = [line for line in sheet.lines.all() if line.kind == LineKind.CREDIT]
    rows.append((_("Given back already"), sum(line.net_minor + line.tax_minor for line in given)))
    rows.append((_("Interest"), named.get(PartName.INTEREST.value, 0)))
    beside = [(name, Money.of(amount, sheet.refund.currency).minor) for name, amount in apart(sheet)]
    rows += [row for row in beside if row[0] != _("Interest lifted to zero")]
    shown = [_sum(sheet, name, minor) for name, minor in rows if minor]
    shown.append(_sum(sheet, _("We owe you"), sheet.owed_minor, strong=True))
    paid = sheet.refund.paid_minor
    if paid:
        shown.append(_sum(sheet, _("Paid already"), -paid))
    return [*shown, _sum(sheet, _("Still to be paid"), sheet.owed_minor - paid, strong=True)]


def _sum(sheet: Calculation, name: str, minor: int, *, strong: bool = False) -> dict[str, Any]:
    return {"name": name, "amount": format_money(sheet.money(minor), get_language() or "en"), "strong": strong}


def _headings(currency: str) -> list[str]:
    amounts = [_("Overcharge"), _("Tax"), _("Days"), _("Interest"), _("Refund, %(currency)s") % {"currency": currency}]
    return [_("Line"), _("Paid on"), _("Quantity"), _("Charged"), _("Agreed"), *amounts]


def _row(sheet: Calculation, line: CalculationLine) -> dict[str, Any]:
    cells = [
        written_day(line.known_paid_on, "short-year") if line.known_paid_on else "–",
        "" if line.quantity is None else figure(line.quantity),
        _price(line.billed),
        _price(line.agreed),
        _plain(sheet, line.net_minor),
        _plain(sheet, line.tax_minor),
        str(line.days),
        _plain(sheet, line.interest_minor),
        _plain(sheet, line.refund_minor),
    ]
    return {"key": f"{line.key} {line.item}".strip(), "note": note_of(line, ours=False), "cells": cells}


def _total(sheet: Calculation, lines: list[CalculationLine]) -> list[str]:
    sums = [sum(getattr(line, name) for line in lines) for name in ("net_minor", "tax_minor", "interest_minor")]
    net, tax, interest = (_plain(sheet, minor) for minor in sums)
    return [_("Sum of the lines"), "", "", "", "", net, tax, "", interest, _plain(sheet, sum(sums))]


def _rates(sheet: Calculation) -> list[list[str]]:
    """Those that count in this calculation: from the one valid on the first day of interest."""
    begins = min((line.since for line in sheet.lines.all() if line.since), default=sheet.refund_on)
    known = [(day, percent) for day, percent in sheet.rates.as_table().rates.entries if day < sheet.refund_on]
    first = max((day for day, _percent in known if day <= begins), default=begins)
    return [[in_full(day), figure(percent)] for day, percent in known if day >= first]


def _plain(sheet: Calculation, minor: int) -> str:
    return format_amount(sheet.money(minor), get_language() or "en")


def _price(number: Decimal | None) -> str:
    if number is None:
        return ""
    exponent = number.normalize().as_tuple().exponent
    return str(number_format(number, max(2, -int(exponent)), force_grouping=True))
