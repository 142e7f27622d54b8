"""Evidence is added, changed and taken out; the old words stay, and of two people nobody loses a word."""

import pytest

from ground.history.models import Entry
from incidents import evidence
from incidents.evidence import ChangedMeanwhile, EvidenceRefused
from incidents.models import Fact, Preparation, Summary
from tests import make_cases, make_steps

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(john, now):
    return make_cases.untold(make_cases.halvorsen(john), now=now)


def test_a_changed_row_is_a_new_one_and_the_old_words_stay(case, john, now):
    first = evidence.add(Preparation, case, by=john, now=now, promised="11.40 a pallet")
    second = evidence.change(first, by=john, now=now, promised="11.10 a pallet since July")
    assert list(Preparation.objects.filter(incident=case).current()) == [second]
    assert Preparation.objects.get(pk=first.pk).promised == "11.40 a pallet"
    assert second.replaces == first
    assert Entry.objects.filter(what="evidence.changed").count() == 1


def test_the_same_words_again_change_nothing(case, john, now):
    first = evidence.add(Preparation, case, by=john, now=now, promised="11.40")
    assert evidence.change(first, by=john, now=now, promised="11.40") == first
    assert Preparation.objects.count() == 1


def test_of_two_who_change_one_row_the_later_sees_the_other_version(case, john, now):
    first = evidence.add(Preparation, case, by=john, now=now, promised="11.40")
    theirs = evidence.change(first, by=john, now=now, promised="11.10")
    with pytest.raises(ChangedMeanwhile) as told:
        evidence.change(first, by=john, now=now, promised="12.00")
    assert told.value.theirs == theirs


def test_of_two_who_write_the_first_version_the_later_sees_the_other(case, john, now):
    first = evidence.add(Summary, case, by=john, now=now, text="You paid too much.")
    with pytest.raises(ChangedMeanwhile) as told:
        evidence.add(Summary, case, by=john, now=now, text="We charged too much.")
    assert told.value.theirs == first


def test_changed_words_were_not_told_yet(case, john, now):
    first = evidence.add(Summary, case, by=john, now=now, text="You paid too much.")
    told = evidence.change(first, by=john, now=now, told_by="update", told_id=1, told_at=now)
    assert told.told_at == now
    assert evidence.change(told, by=john, now=now, text="You paid far too much.").told_at is None


def test_a_row_of_a_finished_step_is_changed_with_a_reason_only(case, john, now):
    row = evidence.add(Preparation, case, by=john, now=now, promised="11.40")
    make_steps.finish(case, 1, by=john, now=now)
    with pytest.raises(EvidenceRefused, match="Say why"):
        evidence.change(row, by=john, now=now, promised="11.10")
    assert evidence.change(row, by=john, now=now, promised="11.10", why="The contract says so").changed_why


def test_what_is_taken_out_keeps_its_words_and_the_reason(case, john, now):
    fields = {"happened_on": now.date(), "text": "Invoice 4401 was sent", "source": "the ledger"}
    fact = evidence.add(Fact, case, by=john, now=now, **fields)
    with pytest.raises(EvidenceRefused):
        evidence.take_out(fact, why=" ", by=john, now=now)
    evidence.take_out(fact, why="It was another customer", by=john, now=now)
    assert not Fact.objects.filter(incident=case).current().exists()
    assert Fact.objects.get(pk=fact.pk).text == "Invoice 4401 was sent"
