"""When the demo plays: always a Thursday at 10:40 in Tacoma, so that its story fits whatever the day."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

TACOMA = "America/Los_Angeles"
HERE = ZoneInfo(TACOMA)
THURSDAY, STARTS = 3, time(10, 40)


def next_stage(real_now: datetime) -> datetime:
    """The first Thursday 10:40 in Tacoma that is not before `real_now`, in UTC."""
    day = real_now.astimezone(HERE).date()
    ahead = (THURSDAY - day.weekday()) % 7
    stage = datetime.combine(day + timedelta(days=ahead), STARTS, HERE)
    return (stage if stage >= real_now else stage + timedelta(days=7)).astimezone(UTC)


class Moments:
    """Moments told as days from the stage's day (negative: before) and a wall time in Tacoma."""

    def __init__(self, stage: datetime) -> None:
        self.stage = stage

    def at(self, days: int, clock: str) -> datetime:
        day = self.stage.astimezone(HERE).date() + timedelta(days=days)
        return datetime.combine(day, time.fromisoformat(clock), HERE).astimezone(UTC)
