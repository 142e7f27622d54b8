"""The rules and a walk in quarters of an hour give the same answers to random questions."""

import pytest

from .comparing import by_rule, by_walking
from .walking import cases


@pytest.mark.slow
def test_two_methods_agree_on_six_hundred_random_questions():
    asked = 0
    for case in cases(600, seed=2026, each=20):
        assert by_rule(case) == by_walking(case), case
        asked += 1
    assert asked == 600
