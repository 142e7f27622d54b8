"""Finds the day and the time that words of a sentence name: "by Friday noon", "within two working days"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from incidents.apologies.sentences import Sentence
    from incidents.promising.languages import DayWords

CLOSING = time.max
"""Stands for the closing time of the day."""
FAR = 4
"""Words between a day and its time."""


@dataclass(frozen=True, slots=True)
class Day:
    """Which day, by `kind`: weekday (0-6), date (year may be 0), monthday or monthend; so many of day, workdays or
    months from today, or minutes from now; the end of this (0) or a later week, month or year."""

    kind: str
    number: int
    month: int = 0
    year: int = 0
    at: time | None = None


@dataclass(frozen=True, slots=True)
class When:
    """A day, a time, or both, at words `first` up to `end`. `before` the day; `firm` words such as "by"."""

    first: int
    end: int
    day: Day | None
    at: time | None = None
    before: bool = False
    firm: bool = False


def whens(sentence: Sentence, first: int, end: int, words: DayWords) -> list[When]:
    """All that may be a deadline among the words, in their order."""
    found: list[When] = []
    place = first
    while place < end:
        seen = _day_at(sentence, place, end, words) or _time_at(sentence.words, place, end, words)
        if seen is None:
            place += 1
            continue
        when = _with_what_stands_before(sentence.words, seen, first, words)
        place = seen.end
        if when is not None:
            _join(found, when)
    return found


def _join(found: list[When], when: When) -> None:
    """A time beside a day is the time of that day; a weekday beside a date is that date."""
    last = found[-1] if found else None
    if last is None or not _belong_together(last, when):
        found.append(when)
    else:
        day = _better(last.day, when.day)
        at = _finer(last.at, when.at)
        before = (last.before or when.before) and at is None
        found[-1] = When(last.first, when.end, day, at, before, last.firm or when.firm)


def _belong_together(last: When, when: When) -> bool:
    if when.first - last.end > FAR or (last.day and when.day and not _same_day(last, when)):
        return False
    return bool(when.day) or not (last.at and when.at) or last.at == CLOSING


def _same_day(last: When, when: When) -> bool:
    """ "Friday, 20 November": one names the weekday of the other."""
    assert last.day and when.day
    return when.first - last.end <= 1 and "weekday" in (last.day.kind, when.day.kind)


def _better(one: Day | None, other: Day | None) -> Day | None:
    if one and other:
        return one if other.kind == "weekday" else other
    return one or other


def _finer(one: time | None, other: time | None) -> time | None:
    return other if one in (None, CLOSING) and other else one


def _with_what_stands_before(words: Sequence[str], when: When, first: int, known: DayWords) -> When | None:
    """Look at the little words before it; None where they say that it is no deadline ("since Monday")."""
    place, leads = when.first, known.before | known.firm
    while place > first and _is_small(words, place - 1, known):
        place -= 1
    lead = words[place - 1] if place > first else ""
    if lead in known.not_due or (when.end < len(words) and words[when.end] in known.gone):
        return None
    before = lead in known.before and when.at is None
    firm = when.firm or lead in leads or not known.firm.isdisjoint(words[place : when.first])
    start = place
    while start > first and words[start - 1] in leads | known.leads:
        start -= 1
    return When(start, when.end, when.day, when.at, before, firm)


def _is_small(words: Sequence[str], place: int, known: DayWords) -> bool:
    """An article; or an "of" that belongs to "before" or "the end"."""
    if words[place] in known.articles:
        return True
    return words[place] in known.of and place > 0 and words[place - 1] in known.before | known.ends


def _day_at(sentence: Sentence, place: int, end: int, known: DayWords) -> When | None:
    words = sentence.words
    word = words[place]
    if word in known.near_first and (near := _longest(words, place, end, known.near_first[word])):
        size, day = near
        return When(place, place + size, day, day.at)
    if word in known.weekdays:
        return When(place, place + 1, Day("weekday", known.weekdays[word]))
    if word in known.months:
        return _month_first(words, place, end, known)
    if word in known.within_first and (span := _span_at(words, place, end, known)):
        return span
    return _number_first(sentence, place, end, known) if word[0].isdigit() else None


def _longest(
    words: Sequence[str], place: int, end: int, choices: Sequence[tuple[tuple[str, ...], Day]]
) -> tuple[int, Day] | None:
    for said, day in choices:
        if place + len(said) <= end and tuple(words[place : place + len(said)]) == said:
            return len(said), day
    return None


def _month_first(words: Sequence[str], place: int, end: int, known: DayWords) -> When | None:
    """ "November 20", "November 20th 2026", "the end of November"."""
    month, number = known.months[words[place]], _number(words, place + 1, end, most=31)
    if number is None:
        year = _year(words, place + 1, end)
        ends = not known.ends.isdisjoint(words[max(place - 2, 0) : place])
        return When(place, place + 1 + bool(year), Day("monthend", 0, month, year)) if ends else None
    stop = place + 2
    if stop < end and words[stop] in known.ordinals:
        stop += 1
    year = _year(words, stop, end)
    return When(place, stop + bool(year), Day("date", number, month, year))


def _number_first(sentence: Sentence, place: int, end: int, known: DayWords) -> When | None:
    """ "20 November", "20th of November 2026", "2026-11-20", "20.11.", "the 20th"."""
    words = sentence.words
    if numeric := _numeric(sentence, place, end, known):
        return numeric
    number = _number(words, place, end, most=31)
    if number is None:
        return None
    stop = place + 1
    ordinal = stop < end and words[stop] in known.ordinals
    stop += ordinal
    if stop < end and words[stop] in known.of:
        stop += 1
    if stop < end and words[stop] in known.months:
        month, stop = known.months[words[stop]], stop + 1
        stop += stop + 1 < end and words[stop] in known.of and bool(_year(words, stop + 1, end))
        year = _year(words, stop, end)
        return When(place, stop + bool(year), Day("date", number, month, year))
    if ordinal or (place and words[place - 1] in known.monthday_after and not _counts_something(words, place, end)):
        return When(place, place + 1 + ordinal, Day("monthday", number))
    return None


def _counts_something(words: Sequence[str], place: int, end: int) -> bool:
    """A number before a noun counts; one at the end, or before a small word or a time, does not."""
    return place + 1 < end and len(words[place + 1]) > 3


def _numeric(sentence: Sentence, place: int, end: int, known: DayWords) -> When | None:
    """A date in figures, in the order of day and month of its language; year first everywhere."""
    words = sentence.words
    parts = words[place].split(".")
    if known.dotted and 2 <= len(parts) <= 3 and all(part.isdecimal() for part in parts):
        return _of_figures(place, 1, [int(part) for part in parts])
    few = [word for word in words[place : min(place + 3, end)] if word.isdecimal()]
    if len(few) == 3 and len(few[0]) == 4 and len(few[1]) == len(few[2]) == 2:
        return _of_figures(place, 3, [int(few[2]), int(few[1]), int(few[0])])
    if known.slashed and len(few) >= 2 and sentence.starts[place + 1] - sentence.ends[place] == 1:
        third = len(few) == 3 and len(few[2]) in (2, 4)
        return _of_figures(place, 2 + third, [int(word) for word in few[: 2 + third]])
    return None


def _of_figures(place: int, size: int, figures: list[int]) -> When | None:
    day, month, year = (*figures, 0)[:3]
    year += 2000 if 0 < year < 100 else 0
    if not (1 <= day <= 31 and 1 <= month <= 12 and (year == 0 or 2000 <= year <= 2099)):
        return None
    return When(place, place + size, Day("date", day, month, year))


def _span_at(words: Sequence[str], place: int, end: int, known: DayWords) -> When | None:
    """ "within two working days", "in the next 3 weeks", "in 24 hours"."""
    stop = place + 1
    while stop < end and words[stop] in known.within_small:
        stop += 1
    number = _number(words, stop, end, most=400, spelled=known.numbers)
    if number is None or stop + 1 >= end:
        return None
    stop += 1
    working = words[stop] in known.working
    stop += working
    unit = words[stop] if stop < end else ""
    if unit in known.units:
        kind, each = known.units[unit]
        stop += 1
        if kind == "day" and stop < end and words[stop] in known.working:
            working, stop = True, stop + 1
        return When(place, stop, Day("workdays" if working and kind == "day" else kind, number * each), firm=True)
    return None


def _time_at(words: Sequence[str], place: int, end: int, known: DayWords) -> When | None:
    word = words[place]
    if word in known.clock_first:
        for said, at in known.clock_first[word]:
            if place + len(said) <= end and tuple(words[place : place + len(said)]) == said:
                return When(place, place + len(said), None, at)
    if not word[0].isdigit():
        return None
    following = words[place + 1] if place + 1 < end else ""
    if known.french_hours and following[:1] == "h" and following[1:].isdecimal():
        return _clock(place, 2, f"{word}:{following[1:]}", 0)
    marked = following in known.oclock
    if following in known.pm or following in known.am:
        return _clock(place, 2, word.replace(".", ":"), 12 if following in known.pm else 0, twelve=True)
    if marked:
        return _clock(place, 2, word.replace(".", ":"), 0)
    if ":" in word:
        return _clock(place, 1, word, 0)
    if place and words[place - 1] in known.bare_hour and word.isdecimal() and len(word) <= 2 and len(following) <= 3:
        return _clock(place, 1, word, 0)
    return None


def _clock(place: int, size: int, figures: str, plus: int, *, twelve: bool = False) -> When | None:
    hour, _colon, minute = figures.partition(":")
    minute = minute or "0"
    if not (hour.isdecimal() and minute.isdecimal() and len(hour) <= 2 and len(minute) <= 2):
        return None
    hours = int(hour) % 12 + plus if twelve else int(hour)
    if hours > 23 or int(minute) > 59:
        return None
    return When(place, place + size, None, time(hours, int(minute)))


def _number(
    words: Sequence[str], place: int, end: int, *, most: int, spelled: Mapping[str, int] | None = None
) -> int | None:
    if place >= end:
        return None
    word = words[place]
    number = int(word) if word.isdecimal() and len(word) <= 3 else (spelled or {}).get(word, 0)
    return number if 1 <= number <= most else None


def _year(words: Sequence[str], place: int, end: int) -> int:
    is_year = place < end and len(words[place]) == 4 and words[place].isdecimal()
    return int(words[place]) if is_year and 2000 <= int(words[place]) <= 2099 else 0
