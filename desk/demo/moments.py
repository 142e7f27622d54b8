"""When the demo plays: always a Thursday at 10:40 in Tacoma, so that its story fits whatever the day."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from holidays import country_holidays

TACOMA = "America/Los_Angeles"
HERE = ZoneInfo(TACOMA)
THURSDAY, STARTS = 3, time(10, 40)


def next_stage(real_now: datetime) -> datetime:
    """The first Thursday 10:40 in Tacoma, not before `real_now`, that is a working day like the Friday after; in UTC."""
    closed = country_holidays("US", subdiv="WA")
    day = real_now.astimezone(HERE).date()
    stage = datetime.combine(day + timedelta(days=(THURSDAY - day.weekday()) % 7), STARTS, HERE)
    while stage < real_now or stage.date() in closed or stage.date() + timedelta(days=1) in closed:
        stage += timedelta(days=7)
    return stage.astimezone(UTC)


class Moments:
    """Moments told as days from the stage's day (negative: before) and a wall time in Tacoma."""

    def __init__(self, stage: datetime) -> None:
        self.stage = stage

    def at(self, days: int, clock: str) -> datetime:
        day = self.stage.astimezone(HERE).date() + timedelta(days=days)
        return datetime.combine(day, time.fromisoformat(clock), HERE).astimezone(UTC)
