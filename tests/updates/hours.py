"""Working hours for tables: Monday to Friday, 9 to 17."""

from datetime import date, time
from zoneinfo import ZoneInfo

from ground.worktime.hours import Hours

WORKDAY = ((time(9), time(17)),)
WEEK = (WORKDAY,) * 5 + ((), ())


def nine_to_five(zone: str, holidays: frozenset[date] = frozenset()) -> Hours:
    return Hours(zone=ZoneInfo(zone), week=WEEK, special={}, is_holiday=holidays.__contains__)


EASTER_AND_CHRISTMAS = frozenset({date(2026, 4, 3), date(2026, 4, 6), date(2026, 12, 25), date(2026, 12, 28)})
LEEDS = nine_to_five("Europe/London", EASTER_AND_CHRISTMAS)
