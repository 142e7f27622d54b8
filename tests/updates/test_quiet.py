"""Contact rhythm: quiet, not quiet, or too little to say."""

from datetime import UTC, datetime, timedelta

import pytest

from updates.quiet import Quiet, rhythm

NOW = datetime(2026, 11, 19, 18, 40, tzinfo=UTC)
DAY = timedelta(days=1)


def ago(*days: float) -> list[datetime]:
    return [NOW - day * DAY for day in days]


FIVE_IN_2 = ([100, 90, 80, 70, 60], [98, 88, 78, 68, 58])


@pytest.mark.parametrize(
    ("ours", "theirs", "state", "waiting", "usual"),
    [
        ([], [], Quiet.TOO_LITTLE, None, None),
        ([12], [], Quiet.TOO_LITTLE, 12, None),
        ([100, 90, 80, 70], [98, 88, 78, 68], Quiet.TOO_LITTLE, None, None),  # four answers
        ([*FIVE_IN_2[0], 12], FIVE_IN_2[1], Quiet.QUIET, 12, 2),
        ([*FIVE_IN_2[0], 4], FIVE_IN_2[1], Quiet.NOT_QUIET, 4, 2),  # exactly twice the usual
        ([*FIVE_IN_2[0], 4.01], FIVE_IN_2[1], Quiet.QUIET, 4, 2),
        (*FIVE_IN_2, Quiet.NOT_QUIET, None, 2),  # nothing of ours is unanswered, however long ago that was
        ([*FIVE_IN_2[0], 30, 20, 12], FIVE_IN_2[1], Quiet.QUIET, 30, 2),  # since the first they did not answer
        ([*FIVE_IN_2[0], 30], [*FIVE_IN_2[1], 1], Quiet.NOT_QUIET, None, 2),
        ([*FIVE_IN_2[0], -1], FIVE_IN_2[1], Quiet.NOT_QUIET, None, 2),  # not told yet
        ([50, 40, 30, 20, 10], [50, 40, 30, 20, 10], Quiet.NOT_QUIET, None, 1),  # within the hour is a day
    ],
)
def test_a_customer_is_quiet_after_twice_their_usual_time(ours, theirs, state, waiting, usual):
    found = rhythm(ago(*ours), ago(*theirs), NOW)
    assert (found.state, found.waiting, found.usual) == (state, waiting, usual)


def test_the_usual_is_the_median_so_one_long_holiday_does_not_change_it():
    found = rhythm(ago(300, 200, 150, 140, 130), ago(240, 199, 149, 139, 129), NOW)
    assert (found.usual, found.answers) == (1, 5)


def test_several_words_of_ours_are_answered_by_one_of_theirs():
    found = rhythm(ago(10, 9, 8), ago(4), NOW)
    assert (found.answers, found.waiting, found.heard_at) == (1, None, NOW - 4 * DAY)


def test_the_order_in_which_moments_are_given_does_not_matter():
    ours, theirs = ago(60, 100, 80, 90, 70, 12), ago(58, 98, 68, 88, 78)
    assert rhythm(ours, theirs, NOW) == rhythm(sorted(ours), sorted(theirs), NOW)
