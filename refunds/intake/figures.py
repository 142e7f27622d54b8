"""Numbers and days as files write them, and by which rule a file writes them. Pure; no float, no guess by row."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.cells import Unusable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PLACES = 6
SQUARE = 10 ** (2 * PLACES)
PER_CENT = 100 * 10**PLACES
LARGEST = 2**63 - 1
MOST_MINOR = 10**15
MOST_PIECES = 10**10 * 10**PLACES
"""Beyond these a line is a slip and no bill; sums of thousands of such lines still fit their column."""
YEARS = range(1900, 2200)
POINT, COMMA = ".", ","
MARKS: dict[str, LazyText | str] = {
    POINT: gettext_lazy("A point: 1,234.56"),
    COMMA: gettext_lazy("A comma: 1.234,56"),
}
DMY, MDY, YMD = "dmy", "mdy", "ymd"
ORDERS: dict[str, LazyText | str] = {
    DMY: gettext_lazy("Day first: 31.12.2025"),
    MDY: gettext_lazy("Month first: 12/31/2025"),
    YMD: gettext_lazy("Year first: 2025-12-31"),
}
_GROUP = " '’\u00a0\u2009\u202f"
_SYMBOLS = "$€£¥ \u00a0\u202f"
_NUMBER = {
    POINT: re.compile(rf"(\d{{1,3}}(?:,\d{{3}})+|\d{{1,3}}(?:[{_GROUP}]\d{{3}})+|\d{{1,19}})?(?:\.(\d*))?", re.ASCII),
    COMMA: re.compile(rf"(\d{{1,3}}(?:\.\d{{3}})+|\d{{1,3}}(?:[{_GROUP}]\d{{3}})+|\d{{1,19}})?(?:,(\d*))?", re.ASCII),
}
_DAY = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:[ T]+\d{1,2}:\d{2}.*)?", re.ASCII)
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_NO_FIGURES = re.compile(r"\D+")


def millionths(cell: str, mark: str) -> int:
    """What a cell says as an integer of 10**-6: "1.250,50" with a decimal comma is 1250500000.

    Thousands may be grouped by the other mark, a space or an apostrophe; a minus may stand before or after, or be
    brackets; a currency symbol is passed over. Unusable for anything else, and for more than six decimals.
    """
    text = cell.strip(_SYMBOLS)
    negative = text.startswith(("-", "−", "(")) or text.endswith("-")
    if negative:
        text = text[1:-1] if text[0] == "(" and text[-1] == ")" else text.strip("-−")
    found = _NUMBER[mark].fullmatch(text.strip(_SYMBOLS).removeprefix("+"))
    if found is None or not (found[1] or found[2]):
        raise Unusable(_("A number is needed."))
    decimals = (found[2] or "").rstrip("0")
    if len(decimals) > PLACES:
        raise Unusable(_("At most six decimals fit."))
    value: int = int(_NO_FIGURES.sub("", found[1] or "0")) * 10**PLACES + int(decimals.ljust(PLACES, "0"))
    if value > LARGEST:
        raise Unusable(_("This number is too large."))
    return -value if negative else value


def day(cell: str, order: str, *, endless: bool = False) -> str:
    """The day a cell says, as 2025-12-31; a time of day after it is passed over. Unusable for what is no day.

    Years of two figures are of this century below 70. Year first is understood in any file, for it can be nothing else.
    A year of no living business, such as 0001 or 2924, is a slip; with `endless`, 9999 is a ledger's "for ever".
    """
    packed = _PACKED.fullmatch(cell)
    found = packed or _DAY.fullmatch(cell)
    if found is None:
        raise Unusable(_("A date is needed."))
    one, two, three = (int(part) for part in found.groups())
    if packed or len(found[1]) > 2:
        year, month, of_month = one, two, three
    elif order == YMD:
        raise Unusable(_("The year has to come first, like 2025-12-31."))
    else:
        of_month, month = (one, two) if order == DMY else (two, one)
        year = three if len(found[3]) > 2 else three + (2000 if three < 70 else 1900)
    try:
        read = date(year, month, of_month)
    except ValueError:
        raise Unusable(_("This day does not exist.")) from None
    if year not in YEARS and not (endless and year == date.max.year):
        raise Unusable(_("Check the year of this day."))
    return read.isoformat()


def decimal_mark(cells: Iterable[str], otherwise: str) -> str:
    """Which mark the numbers of a file use: the one that can be nothing else, most often."""
    votes = {POINT: 0, COMMA: 0}
    for cell in cells:
        last = max(cell.rfind(POINT), cell.rfind(COMMA))
        if last < 0:
            continue
        mark, other = (POINT, COMMA) if cell[last] == POINT else (COMMA, POINT)
        if cell.count(mark) > 1:
            votes[other] += 1
        elif other in cell or not re.fullmatch(r"\D*[1-9]\d{0,2}[.,]\d{3}\D*", cell):
            votes[mark] += 1
    return otherwise if votes[POINT] == votes[COMMA] else max(votes, key=lambda mark: votes[mark])


def order_of_days(cells: Iterable[str], otherwise: str = DMY) -> tuple[str, str]:
    """In which order the days of a file are written, and the first cell that can be nothing else ("" for none).

    Where every cell could be both, points mean day first; else the order under which the days lie closer together is
    proposed, since a file tells of weeks more often than of the same days of many months.
    """
    points, unsure = False, []
    for cell in cells:
        found = _DAY.fullmatch(cell)
        if found is None:
            if _PACKED.fullmatch(cell):
                return YMD, cell
            continue
        points = points or "." in cell
        unsure.append(cell)
        if len(found[1]) > 2:
            return YMD, cell
        if int(found[1]) > 12:
            return DMY, cell
        if int(found[2]) > 12:
            return MDY, cell
    if points or not unsure:
        return (DMY if points else otherwise), ""
    return min((otherwise, MDY, DMY), key=lambda order: _span(unsure, order)), ""


def _span(cells: Sequence[str], order: str) -> int:
    """Days between the first and the last of them; a cell that is no day, such as 00/00/0000, tells nothing."""
    days = [date.fromisoformat(known).toordinal() for cell in dict.fromkeys(cells) if (known := _if_day(cell, order))]
    return max(days) - min(days) if days else 0


def _if_day(cell: str, order: str) -> str:
    try:
        return day(cell, order)
    except Unusable:
        return ""


def half_up(numerator: int, denominator: int) -> int:
    """The whole number nearest to the fraction, a half away from zero; the denominator is positive."""
    whole = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -whole if numerator < 0 else whole


def line_net(quantity: int, price: int, decimals: int) -> int:
    """Minor units of quantity x price, both in millionths, rounded half up: 3 x 0.125 USD is 0.38, so 38."""
    return half_up(quantity * price * 10**decimals, SQUARE)


def tax_of(net_minor: int, percent: int) -> int:
    """Minor units of tax on a line, the per cent in millionths, rounded half up: 20 % on 1.03 is 0.21."""
    return half_up(net_minor * percent, PER_CENT)
