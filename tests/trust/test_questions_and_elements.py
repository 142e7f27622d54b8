"""What contacts are asked, what they decline, and the five elements, at most once a quarter."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from ground.history.models import Entry
from incidents.asking import ask
from incidents.trust_question import may_ask_for_trust
from tests import make, make_cases
from trust.asking import NotNow
from trust.elements import ElementsRefused, record_elements
from trust.models import Asked, ElementsAnswer
from trust.questions import ask_again, decline, may_ask, may_ask_elements_of, note_asked
from trust.readings import record_reading

NOW = make.NOW
DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def halvorsen(cast):
    return make_cases.halvorsen(cast.john)


@pytest.fixture
def ingrid(halvorsen):
    return halvorsen.contacts.get(speaks=True)


def test_a_question_holds_back_the_next_for_14_days(ingrid):
    assert may_ask(ingrid, about=Asked.TRUST, now=NOW) is None
    note_asked(ingrid, about=Asked.TRUST, now=NOW)
    note_asked(ingrid, about=Asked.TRUST, now=NOW)
    assert may_ask(ingrid, about=Asked.TRUST, now=NOW + 13 * DAY) == NotNow.TRUST_TOO_SOON
    assert may_ask(ingrid, about=Asked.TRUST, now=NOW + 14 * DAY) is None
    assert may_ask(ingrid, about=Asked.ELEMENTS, now=NOW) is None
    assert Entry.objects.filter(what="trust.asked").count() == 1


def test_a_number_said_unasked_counts_like_an_answer(ingrid, halvorsen, john):
    record_reading(
        customer=halvorsen, value=5, whose="theirs", contact=ingrid, occasion="other", said_at=NOW, by=john, now=NOW
    )
    assert may_ask(ingrid, about=Asked.TRUST, now=NOW + DAY) == NotNow.TRUST_TOO_SOON
    tomas = halvorsen.contacts.get(speaks=False)
    assert may_ask(tomas, about=Asked.TRUST, now=NOW + DAY) is None


def test_a_question_in_a_letter_of_an_incident_counts_unless_the_letter_reached_nobody(ingrid, halvorsen, john):
    incident = make_cases.told(halvorsen, now=NOW - DAY, next_at=NOW + DAY)
    asked = {"contact": ingrid, "told_by": "update", "asked_at": NOW, "by": john, "now": NOW}
    asking = ask(incident, question="trust", told_id=1, **asked)
    assert may_ask_for_trust(ingrid, now=NOW + DAY) == NotNow.TRUST_TOO_SOON
    assert may_ask_for_trust(ingrid, now=NOW + 14 * DAY) is None
    assert may_ask_for_trust(ingrid, now=NOW + 14 * DAY, first_notice=True) == NotNow.FIRST_NOTICE
    type(asking).objects.update(void_at=NOW)
    assert may_ask_for_trust(ingrid, now=NOW + DAY) is None


def test_who_declined_is_not_asked_until_they_change_their_mind(ingrid, halvorsen, john):
    decline(ingrid, about=Asked.ELEMENTS, now=NOW)
    decline(ingrid, about=Asked.ELEMENTS, now=NOW)
    assert may_ask(ingrid, about=Asked.ELEMENTS, now=NOW + 500 * DAY) == NotNow.DECLINED
    assert may_ask_elements_of(halvorsen, now=NOW) == {ingrid.pk: NotNow.DECLINED}
    with pytest.raises(ElementsRefused, match="does not want to be asked"):
        record_elements(ingrid, {"truth": 5}, NOW)
    ask_again(ingrid, about=Asked.ELEMENTS, by=john, now=NOW)
    assert may_ask(ingrid, about=Asked.ELEMENTS, now=NOW) is None
    told = list(Entry.objects.filter(what__in=["trust.declined", "trust.may_be_asked"]).values_list("what", flat=True))
    assert sorted(told) == ["trust.declined", "trust.may_be_asked"]


def test_any_of_the_five_may_be_left_out(ingrid, halvorsen):
    answer = record_elements(ingrid, {"dependability": 4, "competence": None}, NOW, words="Ring me first.")
    assert (answer.dependability, answer.competence, answer.rapport) == (4, None, None)
    assert (answer.recorded_by, answer.said_at) == (None, NOW)
    entry = Entry.objects.about("customer", halvorsen.pk).get(what="elements.recorded")
    assert (entry.facts["dependability"], entry.text) == (4, "Ring me first.")


@pytest.mark.parametrize(
    ("scores", "sentence"),
    [
        ({}, "at least one"),
        ({"truth": None}, "at least one"),
        ({"truth": 0}, "from 1 to 10"),
        ({"truth": 11}, "from 1 to 10"),
    ],
)
def test_an_answer_that_is_none_is_refused(ingrid, scores, sentence):
    with pytest.raises(ElementsRefused, match=sentence):
        record_elements(ingrid, scores, NOW)
    assert not ElementsAnswer.objects.exists()


def test_a_sixth_element_is_a_mistake_of_ours(ingrid):
    with pytest.raises(ValueError, match="punctuality"):
        record_elements(ingrid, {"punctuality": 5}, NOW)


def test_once_in_90_days_is_enough_and_exactly_90_days_later_is_another_quarter(ingrid, john):
    record_elements(ingrid, {"truth": 5}, NOW)
    with pytest.raises(ElementsRefused, match="Once in 90 days is enough"):
        record_elements(ingrid, {"truth": 6}, NOW + 90 * DAY - timedelta(seconds=1))
    with pytest.raises(ElementsRefused, match="Once in 90 days is enough"):
        record_elements(ingrid, {"truth": 6}, NOW + DAY, john, said_at=NOW - 30 * DAY)
    record_elements(ingrid, {"truth": 6}, NOW + 90 * DAY)
    assert ElementsAnswer.objects.count() == 2


def test_what_was_not_said_yet_is_refused(ingrid):
    with pytest.raises(ElementsRefused, match="not come yet"):
        record_elements(ingrid, {"truth": 6}, NOW, said_at=NOW + DAY)


@pytest.mark.parametrize("scores", [{}, {"truth": 0}, {"truth": 11}])
def test_the_database_refuses_it_as_well(ingrid, scores):
    with pytest.raises(IntegrityError), transaction.atomic():
        ElementsAnswer.objects.create(contact=ingrid, said_at=NOW, recorded_at=NOW, **scores)
