"""An entry is written with its change, numbered, and tied to the one before it."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from ground.history.models import Entry
from ground.history.recording import OutsideTransaction, expected_hash, record

NOW = datetime(2026, 11, 19, 18, 40, tzinfo=UTC)


@pytest.mark.django_db
def test_entries_of_a_subject_are_numbered_and_tied_to_each_other():
    first = record(("incident", 7), by=None, what="incident.opened", now=NOW, text="Freight charged twice.")
    second = record(("incident", 7), by=None, what="promise.kept", now=NOW, facts={"promise": 3})
    other = record(("incident", 8), by=None, what="incident.opened", now=NOW)

    assert [e.sequence for e in (first, second, other)] == [1, 2, 1]
    assert second.previous_hash == first.hash
    assert other.previous_hash == ""
    assert [e.text for e in Entry.objects.about("incident", 7)] == ["Freight charged twice.", ""]
    assert all(e.hash == expected_hash(e) for e in Entry.objects.all())


@pytest.mark.django_db(transaction=True)
def test_an_entry_without_a_transaction_is_refused():
    with pytest.raises(OutsideTransaction):
        record(("incident", 7), by=None, what="incident.opened", now=NOW)
    with transaction.atomic():
        record(("incident", 7), by=None, what="incident.opened", now=NOW)
    assert Entry.objects.count() == 1
