"""The rules and a second way to reckon, day by day, give the same figures on random refunds."""

import os

import pytest

from tests.refunds.comparing import by_rule
from tests.refunds.day_by_day import reckon
from tests.refunds.random_cases import cases

SEED = int(os.environ.get("AUDIT_SEED", "20261121"))


def disagreements(count: int, *, seed: int, longest: int) -> int:
    asked = 0
    for case, conventions, refund_on in cases(count, seed=seed, longest=longest):
        walked = reckon(case, conventions, refund_on)
        walked["shown"] = {key: minor for key, minor in walked["shown"].items() if minor}
        assert by_rule(case, conventions, refund_on) == walked, (seed, case, conventions, refund_on)
        asked += 1
    return asked


@pytest.mark.slow
def test_two_ways_agree_on_six_hundred_random_refunds():
    assert disagreements(600, seed=SEED, longest=500) == 600


@pytest.mark.audit
def test_two_ways_agree_on_ten_thousand_random_refunds():
    assert disagreements(10_000, seed=SEED + 1, longest=1500) == 10_000
