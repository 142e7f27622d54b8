"""Splitting by the largest remainder: no cent is lost, none is made, and the same split is always the same."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ground.money.amounts import Money, split

SPLITS = [
    (100, [1, 1, 1], [34, 33, 33]),
    (101, [1, 1, 1], [34, 34, 33]),
    (-100, [1, 1, 1], [-34, -33, -33]),
    (5, [1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 0, 0]),
    (10, [1, 2, 3], [2, 3, 5]),
    (100, [0, 1, 0], [0, 100, 0]),
    (0, [1, 2], [0, 0]),
    (1, [Decimal("0.1"), Decimal("0.9")], [0, 1]),
    (100, [Fraction(1, 3), Fraction(2, 3)], [33, 67]),
    (1_000_000, [44, 1, 55], [440_000, 10_000, 550_000]),
    (7, [10**30, 10**30], [4, 3]),
]


@pytest.mark.parametrize(("minor", "weights", "shares"), SPLITS)
def test_shares_follow_their_weights_in_order(minor, weights, shares):
    assert split(Money(minor, "USD"), weights) == [Money(share, "USD") for share in shares]


@given(st.integers(-(10**15), 10**15), st.lists(st.integers(0, 10**12), min_size=1, max_size=50).filter(any))
def test_no_cent_is_lost_and_no_share_is_a_cent_away_from_its_due(minor, weights):
    shares = split(Money(minor, "EUR"), weights)
    assert sum(share.minor for share in shares) == minor
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share.minor - Fraction(minor) * weight / sum(weights)) < 1


@pytest.mark.parametrize(
    "weights", [[], [0], [0, 0], [1, -1], [2, -1], [0.5, 0.5], [True], [Decimal("NaN"), 1], [Decimal("Infinity"), 1]]
)
def test_weights_that_make_no_proportion_are_refused(weights):
    with pytest.raises(ValueError, match=r"weight|Weight"):
        split(Money(100, "USD"), weights)
