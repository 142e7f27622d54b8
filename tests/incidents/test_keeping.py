"""The kept-rate: what counts, what stands apart, and when there is too little to say."""

from fractions import Fraction

import pytest

from incidents.keeping import Kept, Outcome, kept_rate


def rows(**counts):
    return [Outcome("commitment", "written", state, number) for state, number in counts.items()]


@pytest.mark.parametrize(
    ("counts", "rate"),
    [
        ({"kept": 5}, Fraction(1)),
        ({"kept": 4}, None),
        ({"kept": 3, "kept_late": 1, "broken": 1}, Fraction(3, 5)),
        ({"broken": 5}, Fraction(0)),
        ({"kept": 4, "renegotiated": 9, "released": 9, "void": 9, "open": 9}, None),
        ({"kept": 6, "kept_late": 2, "broken": 1, "renegotiated": 4}, Fraction(2, 3)),
        ({}, None),
    ],
)
def test_the_rate_is_kept_on_time_of_kept_late_and_broken(counts, rate):
    assert kept_rate(rows(**counts)).said.rate == rate


def test_each_thing_outside_the_rate_has_its_own_count():
    said = kept_rate(rows(kept=1, kept_late=2, broken=3, renegotiated=4, released=5, void=6, open=7)).said
    assert said == Kept(open=7, on_time=1, late=2, broken=3, renegotiated=4, released=5, void=6)


def test_inferred_promises_have_a_row_of_their_own():
    found = kept_rate([*rows(kept=5), Outcome("commitment", "inferred", "broken", 5)])
    assert (found.said.rate, found.inferred.rate, found.inferred.broken) == (1, 0, 5)


@pytest.mark.parametrize(("kind", "counted"), [("next_update", 5), ("first_notice", 0), ("checking", 0)])
def test_next_updates_are_promises_and_internal_deadlines_are_not(kind, counted):
    assert kept_rate([Outcome(kind, "written", "kept", 5)]).said.judged == counted
