"""A number for trust is told to owner and manager when it fell, once, and to nobody else."""

from datetime import timedelta

import pytest

from ground.accounts.models import Absence
from ground.history.models import Entry
from ground.outbox.models import Letter
from recovery.reading import record_and_tell
from tests import make, make_cases
from trust.models import Alarm, Reading

NOW = make.NOW
DAY = timedelta(days=1)


@pytest.fixture
def halvorsen(cast):
    return make_cases.halvorsen(cast.john)


@pytest.fixture
def say(halvorsen, cast):
    def saying(value, *, days=0.0, name="Ingrid", by=None, whose="theirs", **fields):
        contact = halvorsen.contacts.get(name__startswith=name) if whose == "theirs" else None
        at = NOW - days * DAY
        known = {"customer": halvorsen, "value": value, "whose": whose, "contact": contact, "occasion": "other"}
        return record_and_tell(**known, said_at=at, by=by, now=max(at, NOW), **fields)

    return saying


def told():
    return sorted(Letter.objects.filter(key__startswith="staff:trust:").values_list("recipient", flat=True))


def test_a_fall_is_told_to_owner_and_manager_in_their_own_words(say):
    say(9, days=100)
    say(3, why="You let me find it myself.")
    assert told() == ["dana@brightwater.example", "john@brightwater.example"]
    letter = Letter.objects.get(recipient="dana@brightwater.example")
    words = bytes(letter.raw).decode()
    assert "Halvorsen Marine Supply trusts us less: 3, it was 9" in words.replace("\n ", " ")
    assert "You let me find it myself." in words
    assert "/c/" in words
    assert Alarm.objects.get().was == 9


def test_whoever_wrote_it_down_is_not_told_what_they_know(say, cast):
    say(3, by=cast.john)
    assert told() == ["dana@brightwater.example"]


@pytest.mark.parametrize(
    ("before", "after", "alarms"),
    [
        ([], 6, True),
        ([], 7, False),
        ([9], 7, False),
        ([10], 7, True),
        ([7], 6, True),
        ([5], 4, False),
        ([6], 3, True),
        ([3], 9, False),
    ],
)
def test_what_alarms(say, before, after, alarms):
    for number, value in enumerate(before):
        say(value, days=50 - number)
    Alarm.objects.all().delete()
    Letter.objects.all().delete()
    say(after)
    assert (Alarm.objects.count() == 1) is alarms
    assert bool(told()) is alarms


def test_an_estimate_of_ours_alarms_nobody_and_stands_for_nobodys_word(say):
    say(9, days=10)
    say(2, days=5, whose="ours")
    say(8)
    assert told() == []


def test_each_person_is_compared_with_themselves(say):
    say(10, days=30)
    say(7, days=20, name="Tomas")
    Alarm.objects.all().delete()
    Letter.objects.all().delete()
    say(10, days=10)
    say(7, name="Tomas")
    assert not Alarm.objects.exists()
    assert told() == []


def test_a_number_of_last_year_tells_nothing_about_today(say):
    say(9, days=10)
    say(2, days=400)
    assert told() == []


def test_about_an_incident_the_owner_is_told_and_the_story_tells_it(say, halvorsen, cast):
    incident = make_cases.told(halvorsen, now=NOW - DAY, next_at=NOW + DAY)
    reading = say(3, incident=incident, why="I felt like a fool.")
    assert list(incident.readings.all()) == [reading]
    entry = Entry.objects.about("incident", incident.pk).get(what="trust.recorded")
    assert (entry.facts["value"], entry.text) == (3, "I felt like a fool.")
    letter = Letter.objects.get(recipient="john@brightwater.example", key__startswith="staff:trust:")
    assert incident.reference in bytes(letter.raw).decode()


def test_whoever_stands_in_is_told_instead(say, cast):
    deputy = make.person("Dev Malik", team=cast.john.team, email="dev@brightwater.example")
    Absence.objects.create(person=cast.john, deputy=deputy, starts_at=NOW - DAY, ends_at=NOW + DAY)
    say(3)
    assert told() == ["dana@brightwater.example", "dev@brightwater.example"]


def test_nobody_who_reads_no_feelings_is_told(say, cast):
    Absence.objects.create(person=cast.dana, deputy=cast.finance, starts_at=NOW - DAY, ends_at=NOW + DAY)
    say(3)
    assert told() == ["john@brightwater.example"]


def test_a_reading_that_is_refused_leaves_nothing(say):
    with pytest.raises(Exception, match="from 1 to 10"):
        say(11)
    assert (Reading.objects.count(), Letter.objects.count()) == (0, 0)
