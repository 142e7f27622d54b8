"""Calendars in a line, and instants written as the clock on the wall shows them."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from ground.worktime.blocks import Block
from ground.worktime.hours import Hours

OFFICE = "09:00-17:00"
LUNCH = "09:00-12:30 13:15-17:45"
ALL_DAY = "00:00-00:00"
ZONES = [
    "Pacific/Auckland",
    "Europe/London",
    "America/Los_Angeles",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Sao_Paulo",
    "Europe/Berlin",
    "Asia/Tokyo",
    "Africa/Casablanca",
]


def blocks(text: str) -> tuple[Block, ...]:
    """Blocks of a day: "09:00-12:30 13:15-17:45"; nothing for a closed one."""
    pairs = (pair.split("-") for pair in text.split())
    return tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in pairs)


def calendar(
    zone: str = "Europe/London",
    week: str = OFFICE,
    *,
    days: int = 5,
    special: Mapping[str, str] | None = None,
    holidays: Callable[[date], bool] = lambda day: False,
) -> Hours:
    """The same hours on the first `days` days of the week."""
    return Hours(
        zone=ZoneInfo(zone),
        week=tuple(blocks(week) if day < days else () for day in range(7)),
        special={date.fromisoformat(day): blocks(text) for day, text in (special or {}).items()},
        is_holiday=holidays,
    )


def always(zone: str) -> Hours:
    return calendar(zone, ALL_DAY, days=7)


def at(zone: str, wall: str, *, fold: int = 0) -> datetime:
    """The instant at which the clocks of `zone` show `wall`, for the second time with fold=1."""
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def shown(zone: str, instant: datetime) -> str:
    """What the clocks of `zone` show at `instant`: "2026-03-29 02:30"."""
    return f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
