"""Disputing a fact: after step 4 and with a manager's yes; giving way needs nobody."""

from datetime import timedelta

import pytest

from ground.decisions.models import Decision
from incidents.evidence import ChangedMeanwhile
from recovery import deciding
from recovery.disputing import DisputeRefused, change_dispute, dispute, drop_dispute, settle_dispute
from tests import make_cases, make_steps

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WORDS = {"theirs": "We ordered 12 pallets.", "ours": "It was 10.", "matters": "The sum follows.", "proof": "The order."}


@pytest.fixture
def told(john, now):
    return make_cases.told(make_cases.halvorsen(john), now=now - HOUR, next_at=now + 5 * HOUR)


@pytest.fixture
def disputed(told, john, now):
    return dispute(make_steps.finished(told, up_to=4, by=john, now=now), by=john, now=now, **WORDS)


def settle(row, result, *, by, now):
    return settle_dispute(row, result=result, words="They showed the order.", by=by, now=now)


def states():
    return list(Decision.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.parametrize("finished", [0, 1, 2, 3])
def test_nothing_is_disputed_before_they_know_that_we_understood(told, john, now, finished):
    case = make_steps.finished(told, up_to=finished, by=john, now=now)
    with pytest.raises(DisputeRefused, match="Locked until 4"):
        dispute(case, by=john, now=now, **WORDS)
    assert states() == []


@pytest.mark.parametrize("result", ["ours", "agreed", "left_open"])
def test_it_needs_a_managers_yes_before_it_has_a_result(disputed, john, dana, now, result):
    with pytest.raises(DisputeRefused, match="A manager has to say yes"):
        settle(disputed, result, by=john, now=now)
    deciding.approve(disputed.decision, by=dana, now=now, version=disputed.decision.version)
    disputed.refresh_from_db()
    assert settle(disputed, result, by=john, now=now).result == result


def test_giving_way_needs_nobody_and_takes_the_question_back(disputed, john, now):
    assert settle(disputed, "theirs", by=john, now=now).result == "theirs"
    assert states() == ["withdrawn"]


def test_other_words_are_asked_anew(disputed, john, now):
    change_dispute(disputed, by=john, now=now, why="Counted again", theirs="We ordered 11 pallets.")
    assert states() == ["withdrawn", "asked"]


def test_words_that_have_a_result_are_not_changed_any_more(disputed, john, now):
    row = settle(disputed, "theirs", by=john, now=now)
    with pytest.raises(DisputeRefused, match="has a result already"):
        change_dispute(row, by=john, now=now, why="Counted again", theirs="We ordered 11 pallets.")
    with pytest.raises(ChangedMeanwhile):
        change_dispute(disputed, by=john, now=now, why="Counted again", theirs="We ordered 11 pallets.")
    assert states() == ["withdrawn"]


def test_dropped_it_waits_for_nobody(disputed, john, now):
    drop_dispute(disputed, why="They are right.", by=john, now=now)
    assert states() == ["withdrawn"]
