"""What is done to history behind the application's back is found, and said with its place."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from ground.history import heads, triggers
from ground.history.erasing import erase
from ground.history.models import Chain, Entry
from ground.history.recording import expected_hash, record
from ground.history.verifying import verify


@pytest.fixture(autouse=True)
def own_heads(settings, tmp_path):
    settings.HISTORY_HEADS_DIR = tmp_path / "heads"


@pytest.fixture
def story(db, now):
    """Two incidents of four entries and a customer, with every guard taken off."""
    for subject in (("incident", 7), ("incident", 8), ("customer", 7)):
        for number in range(4):
            record(subject, by=None, what=f"step.{number}", now=now + timedelta(hours=number), text=f"Words {number}")
    triggers.drop()


def tamper(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def found() -> list[str]:
    return [str(fault) for fault in verify().faults]


HERE = "kind = 'incident' AND subject_id = 7"
WORDS = f"entry_id IN (SELECT id FROM history_entry WHERE {HERE} AND sequence = 2)"


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE history_entry SET what = 'other' WHERE {here} AND sequence = 2", "2: was changed"),
        ("UPDATE history_entry SET at = '2020-01-01 00:00:00+00:00' WHERE {here} AND sequence = 2", "2: was changed"),
        ("UPDATE history_entry SET facts = '[1]' WHERE {here} AND sequence = 2", "2: was changed"),
        ("UPDATE history_entry SET sequence = 9 WHERE {here} AND sequence = 4", "4: is missing"),
        ("UPDATE history_text SET text = 'other' WHERE {words}", "2: its words were changed"),
        ("UPDATE history_text SET salt = 'no number' WHERE {words}", "2: its words were changed"),
        ("DELETE FROM history_text WHERE {words}", "2: its words were taken away"),
        (
            "UPDATE history_text SET text = NULL, salt = NULL, erased_why = 'x',"
            " erased_at = '2026-11-19 00:00:00+00:00' WHERE {words}",
            "2: its words were erased, and no entry tells of it",
        ),
        ("DELETE FROM history_chain WHERE {here}", "4: the row that says where this chain ends is missing"),
        ("UPDATE history_chain SET last_sequence = 6 WHERE {here}", "5: is missing"),
        ("UPDATE history_chain SET last_sequence = 3 WHERE {here}", "4: stands after the end"),
        ("UPDATE history_chain SET last_hash = 'x' WHERE {here}", "4: is not the entry with which its chain ended"),
    ],
)
def test_a_change_is_found_where_it_was_made(story, statement, sentence):
    assert found() == []
    tamper(statement.format(here=HERE, words=WORDS))
    assert found()[0].startswith(f"incident 7, entry {sentence}")


@pytest.mark.parametrize("sequence", [1, 2, 4])
def test_a_missing_entry_is_found(story, sequence):
    tamper(f"DELETE FROM history_text WHERE {WORDS.replace('= 2', f'= {sequence}')}")
    tamper(f"DELETE FROM history_entry WHERE {HERE} AND sequence = {sequence}")
    assert f"incident 7, entry {sequence}: is missing" in found()


def test_words_given_to_an_entry_afterwards_are_found(db, now):
    entry = record(("incident", 7), by=None, what="a", now=now)
    tamper(f"INSERT INTO history_text (entry_id, salt, text, erased_why) VALUES ({entry.pk}, 'aa', 'new', '')")
    assert found() == ["incident 7, entry 1: words were added to it afterwards"]


def test_a_changed_entry_with_its_hash_made_anew_is_found_by_the_next_one(story):
    forged = Entry.objects.about("incident", 7)[1]
    forged.what = "other"
    Entry.objects.filter(pk=forged.pk).update(what="other", hash=expected_hash(forged))
    assert found() == ["incident 7, entry 3: does not follow from the entry before it"]


def cut_the_tail(now) -> None:
    """As somebody would who knows how the chain is made: nothing inside the database contradicts it any more."""
    tamper(f"DELETE FROM history_text WHERE {WORDS.replace('= 2', '> 2')}")
    tamper(f"DELETE FROM history_entry WHERE {HERE} AND sequence > 2")
    last = Entry.objects.about("incident", 7).last()
    Chain.objects.filter(kind="incident", subject_id=7).update(last_sequence=2, last_hash=last.hash)


def test_a_cut_tail_is_found_by_the_published_heads(story, now):
    file = heads.publish(now=now)
    cut_the_tail(now)
    assert found() == [f"incident 7, entry 4: is missing, but was the end of its chain in {file.name}"]


def test_a_tail_that_was_cut_and_written_anew_is_found_by_the_published_heads(story, now):
    file = heads.publish(now=now)
    cut_the_tail(now)
    for number in (3, 4):
        record(("incident", 7), by=None, what=f"other.{number}", now=now)
    assert found() == [f"incident 7, entry 4: is another one than the end of its chain in {file.name}"]


def test_a_subject_taken_out_as_a_whole_is_found_by_the_published_heads(story, now):
    file = heads.publish(now=now)
    tamper(f"DELETE FROM history_text WHERE entry_id IN (SELECT id FROM history_entry WHERE {HERE})")
    tamper(f"DELETE FROM history_entry WHERE {HERE}")
    Chain.objects.filter(kind="incident", subject_id=7).delete()
    assert found() == [f"incident 7, entry 4: is missing, but was the end of its chain in {file.name}"]


def test_heads_are_published_once_and_again_only_when_they_moved(story, now):
    first = heads.publish(now=now)
    assert len(list(heads.read(first))) == 3
    assert heads.publish(now=now + timedelta(days=1)) is None
    record(("incident", 8), by=None, what="later", now=now)
    second = heads.publish(now=now + timedelta(days=2))
    assert [(head.subject_id, head.sequence) for head in heads.read(second)] == [(8, 5)]
    assert heads.files() == [first, second]
    assert found() == []


def test_all_heads_are_published_again_when_the_files_are_lost(story, now):
    heads.publish(now=now).unlink()
    assert len(list(heads.read(heads.publish(now=now + timedelta(days=1))))) == 3


def test_an_erased_text_agrees_with_the_published_heads(story, now, john):
    heads.publish(now=now)
    erase(Entry.objects.about("incident", 7)[1], by=john, why="asked", now=now)
    assert found() == []


def test_the_command_says_what_it_read_and_that_all_is_whole(db, now):
    record(("incident", 7), by=None, what="a", now=now)
    heads.publish(now=now)
    out = StringIO()
    call_command("verify_history", stdout=out)
    assert out.getvalue() == (
        "History is whole: 1 entries of 1 subjects, compared with 1 published heads in 1 files.\n"
    )


def test_the_command_names_each_fault_and_fails(story):
    tamper(f"UPDATE history_entry SET what = 'other' WHERE {HERE} AND sequence = 2")
    errors = StringIO()
    with pytest.raises(CommandError, match="not whole") as failure:
        call_command("verify_history", stderr=errors)
    assert failure.value.returncode == 1
    assert "incident 7, entry 2: was changed after it was written" in errors.getvalue()
    assert "triggers are missing: history_entry_no_update" in errors.getvalue()
