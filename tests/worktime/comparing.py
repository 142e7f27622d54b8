"""What both methods answer to one question, side by side."""

from datetime import datetime, timedelta

from ground.worktime.hours import (
    add_working_time,
    is_open,
    next_opening,
    nth_working_day_close,
    previous_closing,
    working_time_between,
)

from .walking import Case

Answers = dict[str, datetime | timedelta | bool]


def by_rule(case: Case) -> Answers:
    hours, start, n = case.hours, case.start, case.n
    due = add_working_time(hours, start, case.amount)
    return {
        "due": due,
        "between": working_time_between(hours, start, start + case.amount * 3),
        "open": is_open(hours, start),
        "opening": next_opening(hours, start),
        "closing": previous_closing(hours, start),
        "day": nth_working_day_close(hours, start, n),
        "day, evenings count next": nth_working_day_close(hours, start, n, after_hours_counts_next=True),
    }


def by_walking(case: Case) -> Answers:
    walk, start, n = case.walk, case.start, case.n
    return {
        "due": walk.add(start, case.amount),
        "between": walk.between(start, start + case.amount * 3),
        "open": start in walk.open,
        "opening": walk.add(start, timedelta(0)),
        "closing": walk.closing_before(start),
        "day": walk.close_of_working_day(start, n, evenings_count_next=False),
        "day, evenings count next": walk.close_of_working_day(start, n, evenings_count_next=True),
    }
