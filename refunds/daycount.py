"""Day counts: which share of a year lies between two days, as an exact fraction.

Days are plain dates of the zone the calculation states; the first counts, the last does not. Sources: ISDA 2006
Definitions 4.16, https://www.isda.org/a/mIJEE/30-360-2006ISDADefs.xls; for 30/360
http://finance.fyicenter.com/1000400_30_360_-Day_Count_Examples_by_ISDA.html; for leap years
https://www.deriscope.com/products/DayCount__Name.html; for the first and last day
https://www.gov.uk/hmrc-internal-manuals/compliance-handbook/ch140220.
"""

from __future__ import annotations

from calendar import isleap
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

from .choices import DayCount

YEAR = {DayCount.ACT_365F: 365, DayCount.ACT_360: 360, DayCount.THIRTY_360: 360, DayCount.THIRTY_E_360: 360}
THIRTY = (DayCount.THIRTY_360, DayCount.THIRTY_E_360)
DAY = timedelta(days=1)


def days_counted(convention: DayCount, start: date, end: date) -> int:
    """The days from `start`, inclusive, to `end`, exclusive, as `convention` counts them.

    Unit: days. Nothing is rounded. ValueError when `end` is before `start`. 30/360 makes a 31st at the start a 30th,
    and one at the end only when the start is a 30th or 31st; 30E/360 makes both a 30th; the others take the calendar.

    Example: from 15 November 2023 to 31 March 2024 are 137 days, but 136 by 30/360 and 135 by 30E/360. On 2,500.00 at
    9 % that is 84.45 (ACT/365F), 85.00 (30/360) and 84.38 (30E/360).
    """
    if end < start:
        raise ValueError("A period ends on or after the day it starts.")
    if convention not in THIRTY:
        return (end - start).days
    first = min(start.day, 30)
    cut = convention == DayCount.THIRTY_E_360 or first == 30
    last = min(end.day, 30) if cut else end.day
    return 360 * (end.year - start.year) + 30 * (end.month - start.month) + last - first


def year_fraction(convention: DayCount, start: date, end: date) -> Fraction:
    """The share of a year from `start`, inclusive, to `end`, exclusive: exact, never rounded.

    Unit: years. ValueError when `end` is before `start`. ACT/ACT divides days in leap years by 366, others by 365.

    Example: 15 November 2023 to 31 March 2024 is 47/365 + 90/366 by ACT/ACT; 2,500.00 at 9 % then earns 84.30, and
    85.63 by ACT/360 (137/360).
    """
    if convention == DayCount.ACT_ACT:
        if end < start:
            raise ValueError("A period ends on or after the day it starts.")
        return _years_until(end) - _years_until(start)
    return Fraction(days_counted(convention, start, end), YEAR[convention])


def part_of_year(convention: DayCount, origin: date, start: date, end: date) -> Fraction:
    """The share of a year from `start` to `end` within a period that began on `origin`.

    Unit: years; exact. It is what the period has at `end` less what it had at `start`, so that parts always add up to
    the whole; 30/360 counted afresh from each rate change would gain or lose a day. ValueError unless the three days
    are in order.

    Example: 30/360 from 15 January to 15 February 2025 is 30 days, of which 16 until the 31st and 14 after it. On
    3,600.00 at 10 % that is 16.00 + 14.00 = 30.00; counted afresh from the 31st it would be 15.00.
    """
    if start < origin:
        raise ValueError("A part begins on or after the day its period starts.")
    return year_fraction(convention, origin, end) - year_fraction(convention, origin, start)


def daily_parts(convention: DayCount, origin: date, start: date, end: date) -> Counter[Fraction]:
    """How many days of which share of a year lie from `start` to `end` in a period that began on `origin`.

    Unit: years by number of days; exact; what interest compounded daily is made of. Days without a share, such as a
    31st by 30E/360, are left out. Errors as `part_of_year`.

    Example: 28 February to 2 March 2025 by 30/360 is one day of 3/360 and one of 1/360. On 3,600.00 at 10 %,
    compounded daily, that is 3.00 + 1.00 (exactly 4.000833...) = 4.00.
    """
    if convention in THIRTY:
        return _thirty_parts(convention, origin, start, end)
    if convention != DayCount.ACT_ACT:
        return Counter({Fraction(1, YEAR[convention]): (end - start).days})
    parts: Counter[Fraction] = Counter()
    for year in range(start.year, end.year + 1):
        first, after = max(start, date(year, 1, 1)), min(end, date(year, 12, 31) + DAY if year < 9999 else end)
        parts[Fraction(1, _length(year))] += (after - first).days
    return +parts


def _thirty_parts(convention: DayCount, origin: date, start: date, end: date) -> Counter[Fraction]:
    """From the 1st to the 28th every day is one of 360; only the days after it are looked at one by one."""
    parts: Counter[int] = Counter()
    day, counted = start, days_counted(convention, origin, start)
    while day < end:
        later = min(end, day.replace(day=28)) if day.day < 28 else day + DAY
        now = days_counted(convention, origin, later)
        days = (later - day).days
        parts[(now - counted) // days] += days
        day, counted = later, now
    return Counter({Fraction(part, 360): days for part, days in parts.items() if part})


def _years_until(day: date) -> Fraction:
    return day.year + Fraction((day - date(day.year, 1, 1)).days, _length(day.year))


def _length(year: int) -> int:
    return 366 if isleap(year) else 365
