"""Setting the rhythm: by administrators only, with a reason, within bounds, and slower only for those who asked."""

from datetime import date

import pytest

from ground.history.models import Entry
from incidents.choices import Severity
from tests import make
from tests.updates.hours import LEEDS
from updates.cadence import RhythmRefused, follow_the_house, house_rhythm, is_ever_slower, set_own_rhythm, set_rhythm
from updates.clock import DEFAULT_RHYTHM, Rhythm, Span
from updates.models import Cadence
from updates.rhythm import rhythms_of

NOW = make.NOW
HOUR, WORKING_HOUR, WORKING_DAY = (Span(1, unit) for unit in ("hours", "working_hours", "working_days"))
QUICK = Rhythm(first=HOUR, gap=WORKING_HOUR)


@pytest.mark.parametrize(
    ("span", "than", "slower"),
    [
        (HOUR, HOUR, False),
        (HOUR, WORKING_HOUR, False),
        (WORKING_HOUR, HOUR, True),
        (Span(2, "hours"), HOUR, True),
        (WORKING_HOUR, WORKING_DAY, False),
        (Span(8, "working_hours"), WORKING_DAY, False),
        (Span(9, "working_hours"), WORKING_DAY, True),
        (WORKING_DAY, Span(8, "working_hours"), True),
        (Span(24, "hours"), WORKING_DAY, True),
        (Span(2, "working_days"), WORKING_DAY, True),
    ],
)
def test_a_span_is_slower_when_it_ends_later_from_some_moment(span, than, slower):
    assert is_ever_slower(span, than, LEEDS, NOW) is slower


@pytest.mark.django_db
def test_without_rows_the_rhythm_is_the_default(cast):
    assert house_rhythm() == DEFAULT_RHYTHM


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["john", "dana", "finance", "auditor"])
def test_only_administrators_set_a_rhythm(cast, who):
    by, customer = getattr(cast, who), make.customer(account_manager=cast.john)
    for verb in (
        lambda: set_rhythm(rhythms={"high": QUICK}, by=by, now=NOW, why="x"),
        lambda: set_own_rhythm(customer, rhythms={"high": QUICK}, asked_on=None, by=by, now=NOW, why="x"),
        lambda: follow_the_house(customer, by=by, now=NOW, why="x"),
    ):
        with pytest.raises(RhythmRefused, match="Only an administrator"):
            verb()
    assert not Cadence.objects.exists()


@pytest.mark.django_db
def test_what_changed_is_recorded_with_its_reason_and_the_rest_is_not(cast):
    wanted = {**DEFAULT_RHYTHM, Severity.LOW: QUICK}
    assert set_rhythm(rhythms=wanted, by=cast.administrator, now=NOW, why=" They wait too long ") == ["low"]
    assert set_rhythm(rhythms=wanted, by=cast.administrator, now=NOW, why="Again") == []
    entry = Entry.objects.get(what="house.rhythm_set")
    assert (entry.text, entry.facts) == ("They wait too long", {"low": "1 hours / 1 working_hours"})
    assert rhythms_of(make.customer(account_manager=cast.john))["low"] == QUICK


@pytest.mark.django_db
@pytest.mark.parametrize(
    "span", [Span(0, "hours"), Span(-1, "hours"), Span(169, "hours"), Span(21, "working_days"), Span(1, "years")]
)
def test_a_time_out_of_bounds_is_refused(cast, span):
    with pytest.raises(RhythmRefused):
        set_rhythm(rhythms={"low": Rhythm(first=HOUR, gap=span)}, by=cast.administrator, now=NOW, why="x")


@pytest.mark.django_db
def test_a_customers_own_rhythm_replaces_what_they_had(cast):
    customer = make.customer(account_manager=cast.john)
    slow = Rhythm(first=WORKING_DAY, gap=Span(10, "working_days"))
    day = date(2026, 11, 2)
    common = {"by": cast.administrator, "now": NOW, "why": "They asked"}
    assert set_own_rhythm(customer, rhythms={"high": slow, "low": slow}, asked_on=day, **common)
    assert not set_own_rhythm(customer, rhythms={"high": slow, "low": slow}, asked_on=day, **common)
    assert set_own_rhythm(customer, rhythms={"low": QUICK}, asked_on=None, **common)
    assert [(row.severity, row.asked_on) for row in Cadence.objects.all()] == [("low", None)]
    assert follow_the_house(customer, **common)
    assert not follow_the_house(customer, **common)
    whats = [entry.what for entry in Entry.objects.about("customer", customer.pk)]
    assert whats == ["customer.rhythm_set", "customer.rhythm_set", "customer.rhythm_dropped"]
