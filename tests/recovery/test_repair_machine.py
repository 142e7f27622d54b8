"""Random repairs with every verb of the eight steps: each step in its order, each closing in its class, nothing that
puts it right held back, and nothing left behind by a verb that was refused."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.recovery import repair_machine
from tests.recovery.repair_machine import Repairs

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
VERBS, VERBS_OF_THE_SHORT_RUN = 55, 40
"""How many different verbs a run must have brought to an end at least once."""


def run(repairs: int, *, steps: int, **chosen) -> None:
    repair_machine.done.clear()
    repair_machine.refused.clear()
    run_state_machine_as_test(
        Repairs,
        settings=settings(
            max_examples=repairs,
            stateful_step_count=steps,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            **chosen,
        ),
    )


@pytest.mark.slow
def test_whatever_is_done_in_whatever_order_every_repair_holds_together():
    run(15, steps=45, derandomize=True, phases=[Phase.generate])
    assert len(repair_machine.done) >= VERBS_OF_THE_SHORT_RUN, sorted(repair_machine.done.items())


@pytest.mark.audit
def test_many_long_repairs_hold_together():
    run(int(os.environ.get("AUDIT_REPAIRS", "150")), steps=100)
    assert len(repair_machine.done) >= VERBS, sorted(repair_machine.done.items())
    assert {f"ended as {ending}" for ending in ("met", "without_word", "override", "small")} <= set(repair_machine.done)
