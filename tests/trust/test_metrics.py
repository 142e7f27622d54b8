"""The figures of trust: trough, recovery, debt, crossings and alarms, with every edge."""

from datetime import UTC, datetime, timedelta

import pytest

from trust.metrics import (
    Crossing,
    MixedReadings,
    Said,
    alarms,
    crossings,
    estimates,
    is_alarming,
    recovered_within,
    recovery,
    theirs,
    trough,
    trust_before,
    trust_debt,
)

BEGAN = datetime(2026, 3, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def at(days: float) -> datetime:
    return BEGAN + days * DAY


def said(*scores: tuple[float, int]) -> list[Said]:
    return [Said(at(days), value) for days, value in scores]


@pytest.mark.parametrize(
    ("scores", "before", "lowest"),
    [
        ([], None, None),
        ([(-10, 9)], 9, None),
        ([(0, 4)], None, 4),  # at the beginning itself: about the mistake
        ([(-10, 9), (-1, 8), (2, 3), (5, 4)], 8, 3),
        ([(5, 4), (2, 3), (-10, 9)], 9, 3),  # any order
        ([(-10, 2), (3, 6)], 2, 6),  # what was before is no trough
        ([(-10, 9), (100, 3)], 9, 3),  # the end belongs to it
        ([(-10, 9), (5, 6), (101, 1)], 9, 6),  # what came after does not
    ],
)
def test_trust_before_and_at_its_lowest(scores, before, lowest):
    assert trust_before(said(*scores), BEGAN) == before
    assert trough(said(*scores), BEGAN, at(100)) == lowest


@pytest.mark.parametrize(
    ("scores", "target", "recovered", "waiting"),
    [
        ([(-5, 9), (1, 3), (40, 7), (80, 8)], 7, 40, None),
        ([(-5, 9), (1, 3), (40, 6), (80, 8)], 7, 80, None),
        ([(-5, 5), (1, 3), (40, 5)], 5, 40, None),  # before was lower than 7: that is the height to come back to
        ([(1, 3), (40, 7)], 7, 40, None),  # nobody said anything before
        ([(-5, 9), (1, 3), (40, 7), (69, 6), (75, 7)], 7, 75, None),  # 29 days later it fell again
        ([(-5, 9), (1, 3), (40, 7), (70, 6)], 7, 40, None),  # exactly 30 days is stayed
        ([(-5, 9), (1, 3), (40, 7), (60, 7), (80, 3)], 7, 40, None),  # it stood 30 days; a later fall is another story
        ([(-5, 9), (1, 3), (91, 7)], 7, None, 91),  # not 30 days yet
        ([(-5, 9), (1, 3), (90, 7)], 7, 90, None),  # exactly 30 days ago
        ([(-5, 9), (1, 3), (40, 6)], 7, None, None),  # never: censored
        ([(-5, 9)], 7, None, None),  # nobody said anything since
        ([], 7, None, None),
        ([(-5, 9), (1, 8)], 7, 1, None),  # it never fell below the line
        ([(-5, 9), (0, 7)], 7, 0, None),
        ([(-5, 9), (1, 3), (130, 9)], 7, None, None),  # not said yet
    ],
)
def test_trust_is_back_when_it_reaches_its_height_and_stays_for_30_days(scores, target, recovered, waiting):
    found = recovery(said(*scores), BEGAN, at(120))
    assert found.target == target
    assert found.at == (None if recovered is None else at(recovered))
    assert found.took == (None if recovered is None else recovered * DAY)
    assert found.censored is (recovered is None)
    assert found.waiting_since == (None if waiting is None else at(waiting))
    assert found.watched == 120 * DAY


@pytest.mark.parametrize(
    ("scores", "owed"),
    [
        ([], 0),
        ([(-5, 9)], 0),
        ([(-5, 4)], 30),  # 3 points below, carried over ten days
        ([(2, 3)], 32),  # nothing is owed before anybody spoke: 4 points for eight days
        ([(-5, 9), (2, 3), (4, 5)], 20),  # 4 points for two days, 2 points for six
        ([(-5, 9), (2, 3), (6, 7), (8, 10)], 16),
        ([(0, 3)], 40),
        ([(0, 6), (0.5, 7)], 0.5),
        ([(10, 1)], 0),  # at the end: no time below
        ([(12, 1)], 0),
        ([(-9, 1), (-5, 7)], 0),  # the last word before counts
        ([(2, 3), (2, 6)], 8),  # two of one instant: the later in the list holds
    ],
)
def test_trust_debt_is_points_below_7_times_days(scores, owed):
    assert trust_debt(said(*scores), BEGAN, at(10)) == pytest.approx(owed)


def test_there_is_no_debt_in_no_time():
    assert trust_debt(said((-5, 1)), BEGAN, BEGAN) == 0
    assert trust_debt(said((-5, 1)), BEGAN, at(-1)) == 0


def test_a_day_is_24_hours_also_in_the_night_when_clocks_change():
    begins = datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert trust_debt([Said(begins, 6)], begins, begins + timedelta(hours=25)) == pytest.approx(25 / 24)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([], []),
        ([3], []),
        ([9, 7], []),  # 7 is above the line
        ([7, 6], [(7, 6, True)]),
        ([6, 7], [(6, 7, False)]),
        ([9, 3, 4, 8, 7, 2], [(9, 3, True), (4, 8, False), (7, 2, True)]),
        ([6, 5, 1], []),
    ],
)
def test_crossings_of_the_line_at_7(values, found):
    known = crossings(said(*enumerate(values)))
    assert [(one.was, one.value, one.downward) for one in known] == found


def test_a_crossing_is_at_the_reading_behind_the_line():
    assert crossings(said((0, 9), (5, 3))) == [Crossing(at(5), 9, 3)]


@pytest.mark.parametrize(
    ("was", "value", "alarming"),
    [
        (9, 6, True),  # both
        (10, 7, True),  # by 3, still a partner
        (9, 7, False),
        (7, 6, True),  # below the line
        (7, 7, False),
        (6, 5, False),  # below already
        (6, 3, True),  # by 3, below already
        (6, 4, False),
        (3, 9, False),
        (None, 6, True),
        (None, 7, False),
    ],
)
def test_a_fall_by_3_or_below_7_alarms(was, value, alarming):
    assert is_alarming(was, value) is alarming


def test_the_readings_that_alarm():
    assert [one.value for one in alarms(said((0, 9), (1, 8), (2, 6), (3, 5), (4, 2), (5, 8), (6, 5)))] == [6, 2, 5]
    assert [one.value for one in alarms(said((0, 5), (1, 4)))] == [5]
    assert alarms([]) == []


def test_their_word_and_our_estimate_are_never_one_figure():
    mixed = [Said(at(0), 9), Said(at(1), 3, theirs=False)]
    for figure in (
        lambda: trust_before(mixed, BEGAN),
        lambda: trough(mixed, BEGAN, at(9)),
        lambda: recovery(mixed, BEGAN, at(9)),
        lambda: trust_debt(mixed, BEGAN, at(9)),
        lambda: crossings(mixed),
        lambda: alarms(mixed),
    ):
        with pytest.raises(MixedReadings):
            figure()
    assert [one.value for one in theirs(mixed)] == [9]
    assert [one.value for one in estimates(mixed)] == [3]
    assert trough(estimates(mixed), BEGAN, at(9)) == 3


def test_who_recovered_within_90_days_leaves_out_whom_we_cannot_know_yet():
    days_90 = timedelta(days=90)
    quick = recovery(said((-1, 9), (1, 3), (40, 8)), BEGAN, at(200))
    slow = recovery(said((-1, 9), (1, 3), (120, 8)), BEGAN, at(200))
    never = recovery(said((-1, 9), (1, 3)), BEGAN, at(200))
    young = recovery(said((-1, 9), (1, 3)), BEGAN, at(119))
    assert recovered_within([quick, slow, never, young], days_90) == (1, 3)
    assert recovered_within([], days_90) == (0, 0)
