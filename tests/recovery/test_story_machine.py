"""Random stories with every verb: never an open incident without a clock, a promise without a state, a word of ours
in a letter or on a page."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.recovery import story_machine
from tests.recovery.story_machine import Stories

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
EVERY_HEALTH_CHECK = list(HealthCheck)
VERBS, VERBS_OF_THE_SHORT_RUN = 30, 22
"""How many different verbs a run must have brought to an end at least once."""


def run(stories: int, *, steps: int, same_each_time: bool) -> None:
    """The short run shows a failing story as it was found; the long one takes the time to make it short."""
    story_machine.done.clear()
    run_state_machine_as_test(
        Stories,
        settings=settings(
            max_examples=stories,
            stateful_step_count=steps,
            derandomize=same_each_time,
            database=None,
            deadline=None,
            phases=[Phase.generate] if same_each_time else list(Phase),
            suppress_health_check=EVERY_HEALTH_CHECK,
        ),
    )


@pytest.mark.slow
def test_whatever_is_done_in_whatever_order_every_story_holds_together():
    run(24, steps=40, same_each_time=True)
    assert len(story_machine.done) >= VERBS_OF_THE_SHORT_RUN, sorted(story_machine.done.items())


@pytest.mark.audit
def test_two_hundred_long_stories_hold_together():
    run(int(os.environ.get("AUDIT_STORIES", "200")), steps=60, same_each_time=False)
    assert len(story_machine.done) >= VERBS, sorted(story_machine.done.items())
