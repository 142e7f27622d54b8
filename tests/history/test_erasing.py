"""Words can be forgotten; that there were words, and who let them be forgotten, cannot."""

import pytest

from ground.history.erasing import NothingToErase, ReasonMissing, erase
from ground.history.models import Entry, Text
from ground.history.recording import record
from ground.history.verifying import verify


@pytest.fixture
def entry(db, now):
    return record(("incident", 7), by=None, what="note.written", now=now, text="Ingrid was furious.")


def test_erased_words_are_gone_and_the_chain_is_whole(entry, john, now):
    told = erase(entry, by=john, why="She asked for it on 3 December.", now=now)

    [first, second] = Entry.objects.about("incident", 7)
    assert (first.text, first.erased) == ("", True)
    assert (first.words.salt, first.words.erased_by, first.words.erased_at) == (None, john, now)
    assert (second, second.facts, second.text) == (told, {"sequence": 1}, "She asked for it on 3 December.")
    assert not Text.objects.filter(text__contains="furious").exists()
    assert verify().faults == []


def test_words_are_erased_once(entry, john, now):
    erase(entry, by=john, why="asked", now=now)
    with pytest.raises(NothingToErase):
        erase(entry, by=john, why="asked again", now=now)
    assert Entry.objects.count() == 2


def test_an_entry_without_words_has_nothing_to_erase(db, now):
    with pytest.raises(NothingToErase):
        erase(record(("incident", 7), by=None, what="a", now=now), by=None, why="asked", now=now)


def test_words_are_not_erased_without_a_reason(entry, john, now):
    with pytest.raises(ReasonMissing):
        erase(entry, by=john, why="  ", now=now)
    assert Entry.objects.about("incident", 7).get().text == "Ingrid was furious."


def test_the_reason_may_be_erased_as_well(entry, john, now):
    reason = erase(entry, by=john, why="Ingrid Halvorsen asked", now=now)
    erase(reason, by=john, why="the reason named her", now=now)
    assert verify().faults == []
