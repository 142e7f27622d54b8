"""An entry is written with its change, numbered, and tied to the one before it."""

from datetime import datetime, timedelta
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from ground.history.models import Entry
from ground.history.recording import OutsideTransaction, expected_hash, record
from ground.history.verifying import verify


@pytest.mark.django_db
def test_entries_of_a_subject_are_numbered_and_tied_to_each_other(now):
    first = record(("incident", 7), by=None, what="incident.opened", now=now, text="Freight charged twice.")
    second = record(("incident", 7), by=None, what="promise.kept", now=now, facts={"promise": 3})
    other = record(("incident", 8), by=None, what="incident.opened", now=now)

    assert [e.sequence for e in (first, second, other)] == [1, 2, 1]
    assert second.previous_hash == first.hash
    assert other.previous_hash == ""
    assert [e.text for e in Entry.objects.about("incident", 7)] == ["Freight charged twice.", ""]
    assert all(e.hash == expected_hash(e) for e in Entry.objects.all())


@pytest.mark.django_db
def test_the_story_of_a_subject_is_read_in_one_query(john, now, django_assert_num_queries):
    for number in range(3):
        record(("incident", 7), by=john, what="note.written", now=now, text=f"Note {number}")
    with django_assert_num_queries(1):
        assert [(e.by.name, e.text) for e in Entry.objects.about("incident", 7)][2] == ("John Reyes", "Note 2")


@pytest.mark.django_db
def test_a_hash_is_the_same_in_whichever_zone_the_instant_came(now):
    entry = record(("incident", 7), by=None, what="a", now=now.astimezone(ZoneInfo("Asia/Tokyo")))
    assert expected_hash(Entry.objects.get()) == entry.hash


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "Ünïcödé 冷凍 🚚", "<script>", "a\r\nb", "x" * 100_000])
def test_every_text_is_kept_as_it_was(text, now):
    record(("incident", 7), by=None, what="a", now=now, text=text, facts={"n": 2**60, "empty": None, "word": "é"})
    assert Entry.objects.about("incident", 7).get().text == text
    assert verify().faults == []


@pytest.mark.django_db(transaction=True)
def test_an_entry_without_a_transaction_is_refused(now):
    with pytest.raises(OutsideTransaction):
        record(("incident", 7), by=None, what="incident.opened", now=now)
    with transaction.atomic():
        record(("incident", 7), by=None, what="incident.opened", now=now)
    assert Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_leaves_no_entry_and_no_gap(now):
    with pytest.raises(IntegrityError), transaction.atomic():
        record(("incident", 7), by=None, what="incident.opened", now=now)
        raise IntegrityError
    with transaction.atomic():
        assert record(("incident", 7), by=None, what="incident.opened", now=now).sequence == 1


@pytest.mark.django_db
def test_facts_that_would_not_come_back_the_same_are_refused(now):
    for value in (1.5, now, ["list"], {"a": 1}):
        with pytest.raises(TypeError):
            record(("incident", 7), by=None, what="a", now=now, facts={"value": value})


@pytest.mark.django_db
def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        record(("incident", 7), by=None, what="a", now=datetime(2026, 11, 19))  # noqa: DTZ001


@pytest.mark.django_db(transaction=True)
def test_writers_who_meet_on_a_subject_stand_in_one_line(now):
    """Six connections, let loose together upon each of five subjects that have no chain yet."""
    writers, subjects = 6, 5
    barrier, broken = Barrier(writers), []

    def write(writer: int) -> None:
        try:
            for subject in range(subjects):
                barrier.wait(30)
                with transaction.atomic():
                    record(("incident", subject), by=None, what="a", now=now + timedelta(seconds=writer))
        except BaseException as error:
            broken.append(error)
            barrier.abort()
        finally:
            connection.close()

    threads = [Thread(target=write, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert broken == []
    for subject in range(subjects):
        assert [e.sequence for e in Entry.objects.about("incident", subject)] == list(range(1, writers + 1))
    assert verify().faults == []
