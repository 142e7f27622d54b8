"""When a letter that was not accepted tries again; pure."""

from datetime import datetime, timedelta

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = {True: timedelta(minutes=30), False: timedelta(hours=4)}  # letters to customers, others
SPREAD = 0.2  # so that letters which failed together do not come back together
GIVE_UP_AFTER = timedelta(days=5)


def wait(attempts: int, *, customer: bool, chance: float) -> timedelta:
    """The wait after that many attempts: 30 s doubling to the longest, moved by up to 20 % by `chance` in [-1, 1]."""
    doublings = min(max(attempts, 1) - 1, 20)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT[customer]) * (1 + SPREAD * chance)


def is_over(tried_since: datetime | None, now: datetime) -> bool:
    """Whether five days of trying have passed."""
    return tried_since is not None and now - tried_since >= GIVE_UP_AFTER
