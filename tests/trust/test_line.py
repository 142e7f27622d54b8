"""The trust line: where its corners, marks and labels lie."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from trust.line import NARROW, WIDE, Deed, Frame, Mistake, Said, draw

NOW = datetime(2026, 11, 19, 18, 40, tzinfo=UTC)
DAY = timedelta(days=1)
SQUARE = Frame("wide", 120, 120, 10, 110, 10, 100)
"""One day is one unit wide for a hundred days; one step of trust is ten high: 10 at 10, 1 at 100."""


def ago(days: float) -> datetime:
    return NOW - days * DAY


def drawn(readings, mistakes=(), frame=SQUARE):
    said = [Said(ago(days), value, *theirs) for days, value, *theirs in readings]
    found = [Mistake(ago(days), name) for days, name in mistakes]
    return draw(said, found, start=ago(100), end=NOW, frame=frame, zone=ZoneInfo("America/Los_Angeles"))


def test_between_readings_the_line_is_straight():
    assert drawn([(100, 8), (50, 9), (0, 8)]).path == "M10.0 30.0L60.0 20.0L110.0 30.0"


def test_at_a_mistake_it_holds_the_last_reading_until_that_day_and_then_falls():
    assert drawn([(100, 9), (0, 3)], [(50, "Freight")]).path == "M10.0 20.0L60.0 20.0L110.0 80.0"


def test_the_first_of_two_mistakes_is_where_it_falls():
    assert drawn([(100, 9), (0, 3)], [(60, "One"), (50, "Two")]).path == "M10.0 20.0L50.0 20.0L110.0 80.0"


def test_a_mistake_that_did_not_cost_trust_bends_nothing():
    assert drawn([(100, 7), (0, 8)], [(50, "Freight")]).path == "M10.0 40.0L110.0 30.0"


def test_a_mistake_on_the_day_of_the_reading_falls_straight_down():
    assert drawn([(100, 9), (50, 3)], [(50, "Freight")]).path == "M10.0 20.0L60.0 20.0L60.0 80.0"


def test_a_line_that_began_earlier_enters_at_its_height_at_the_edge():
    assert drawn([(150, 4), (50, 8)]).path == "M10.0 50.0L60.0 30.0"
    assert drawn([(150, 9), (50, 3)], [(60, "Freight")]).path == "M10.0 20.0L50.0 20.0L60.0 80.0"


def test_our_estimates_are_a_line_of_their_own():
    drawing = drawn([(100, 8), (80, 2, False), (50, 9), (20, 3, False)])
    assert drawing.path == "M10.0 30.0L60.0 20.0"
    assert drawing.guess_path == "M30.0 90.0L90.0 80.0"
    assert [dot.value for dot in drawing.guesses] == [2, 3]


@pytest.mark.parametrize("readings", [[], [(50, 8)], [(150, 8)], [(150, 8), (120, 9)]])
def test_with_less_than_two_points_to_see_there_is_no_line(readings):
    drawing = drawn(readings)
    assert drawing.path == ""
    assert len(drawing.dots) == sum(days <= 100 for days, _value in readings)


def test_only_the_last_three_readings_bear_their_number_and_a_low_stands_left_of_its_dot():
    drawing = drawn([(100, 8), (80, 9), (60, 9), (30, 3), (10, 4)])
    assert [(label.text, label.anchor) for label in drawing.values] == [("9", "middle"), ("3", "end"), ("4", "start")]
    assert [dot.now for dot in drawing.dots] == [False, False, False, False, True]


def test_a_low_is_known_as_one_when_the_reading_before_is_left_of_the_drawing():
    assert [label.anchor for label in drawn([(150, 9), (50, 3), (10, 4)]).values] == ["end", "start"]


def named(*mistakes, frame=WIDE):
    found = [Mistake(ago(days), name) for days, name in mistakes]
    return draw([], found, start=ago(1000), end=NOW, frame=frame, zone=ZoneInfo("UTC"))


def test_names_stand_towards_the_middle_and_never_meet():
    drawing = named((900, "Late winter stock"), (895, "Wrong item"), (10, "Freight overcharge"))
    assert [(n.text, n.anchor) for n in drawing.names] == [("Freight overcharge", "end"), ("Wrong item", "start")]
    assert len(drawing.marks) == 3


def test_a_long_name_is_cut_at_a_word():
    names = named((10, "Freight handling overcharged since March 2023"), frame=NARROW).names
    assert [name.text for name in names] == ["Freight handling"]


def test_ticks_are_years_in_a_long_stretch_and_months_in_a_short_one():
    years = draw([], [], start=ago(900), end=NOW, frame=WIDE, zone=ZoneInfo("Pacific/Auckland"))
    assert [tick.text for tick in years.ticks] == ["2025", "2026"]
    months = draw([], [], start=ago(90), end=NOW, frame=NARROW, zone=ZoneInfo("UTC"))
    assert [tick.text for tick in months.ticks] == ["Sep", "Oct", "Nov"]


def test_seven_and_the_zone_above_it():
    drawing = drawn([])
    assert (drawing.seven, drawing.zone_height) == (40.0, 30.0)
    assert [(level.text, level.line) for level in drawing.levels] == [("1", 100.0), ("4", 70.0), ("10", 10.0)]


BENEATH = Frame("wide", 720, 150, 10, 710, 10, 100, deeds=120)


def near(readings, deeds=(), mistakes=(), frame=BENEATH):
    said, found = [Said(ago(days), value) for days, value in readings], [Mistake(ago(d), "Freight") for d in mistakes]
    known = [Deed(ago(days), **fields) for days, fields in deeds]
    return draw(said, found, start=ago(70), end=NOW, frame=frame, zone=ZoneInfo("UTC"), deeds=known)


def test_what_we_wrote_and_paid_stands_beneath_within_the_time_shown():
    deeds = [(90, {}), (70, {}), (35, {"late": True}), (7, {"paid": True}), (-1, {})]
    assert [(mark.x, mark.look) for mark in near([], deeds).deeds] == [(10, "told"), (360, "late"), (640, "paid")]


def test_a_frame_without_a_row_for_them_draws_no_deeds():
    assert near([], [(35, {})], frame=WIDE).deeds == []


def test_what_was_held_when_the_line_comes_in_is_written_on_it():
    assert near([(120, 9), (7, 3)], mistakes=[7]).held.text == "9, held since 22 July"
    assert near([(500, 9), (7, 9)]).held.text == "9, held since 7 July 2025"


@pytest.mark.parametrize(
    "readings",
    [
        [],
        [(50, 9)],
        [(120, 9)],
        [(120, 9), (7, 3)],  # it slopes from the edge: there is no height that was held
        [(120, 9), (65, 9)],  # the next dot is so near that it says it
    ],
)
def test_nothing_was_held_where_the_line_does_not_come_in_level(readings):
    assert near(readings).held is None
