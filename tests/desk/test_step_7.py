"""Step 7: the apology with its parts, said by letter or aloud, ahead of its turn as well; then how they took it."""

from datetime import timedelta

import pytest

from ground.worktime.now import now as the_time
from incidents.models import Apology
from tests import make_cases, make_steps
from tests.desk.walk import Walker, fields_of, words
from trust.models import Reading
from updates.models import Update

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WORDS = {"apology-text": make_steps.APOLOGY}


@pytest.fixture
def now():
    return the_time()


@pytest.fixture
def case(john, now):
    told = make_cases.told(make_cases.halvorsen(john), now=now - 24 * HOUR, next_at=now + 5 * HOUR)
    return make_steps.finished(told, up_to=6, by=john, now=now)


@pytest.fixture
def ingrid(case):
    return case.customer.contacts.get(name="Ingrid Halvorsen")


@pytest.fixture
def walker(client, john, case):
    client.force_login(john)
    return Walker(client, case)


def test_its_parts_are_shown_with_what_is_not_seen(walker):
    page = words(walker.press(7, "apology", **WORDS))
    for part in ("Responsibility", "Regret", "Repair", "Explanation", "It will not happen again"):
        assert part in page
    assert "asking to be forgiven. That is often right to leave out." in page


def test_what_undoes_it_can_be_swapped(walker):
    page = walker.press(7, "draft", **{"apology-text": "I am sorry if that made you look bad. It was our mistake."})
    use = words(page).split('name="act" value="use:')[1].split('"')[0]
    assert " if " not in fields_of(walker.press(7, f"use:{use}", page=page))["apology-text"]


def test_the_check_never_holds_it_back(walker):
    walker.press(7, "apology.send", **{"apology-text": "Sorry if you feel that way."})
    assert Apology.objects.get().told_by == "update"


def test_by_letter_it_goes_with_the_name_of_its_sender(walker, john):
    page = walker.press(7, "apology.send", **WORDS)
    assert "Said, listening" in words(page)
    update = Update.objects.order_by("pk").last()
    assert (update.kind, update.author, update.question) == ("apology", john, "")


def test_a_letter_of_somebody_else_is_theirs_to_send(walker, dana):
    page = walker.press(7, "apology.send", **WORDS, **{"apology-said_by": dana.pk})
    assert "Dana Whitfield sends this one." in words(page)
    assert not Apology.objects.filter(told_at__isnull=False).exists()


def test_said_in_person_with_her_words_and_her_number(walker, ingrid):
    spoken = {"spoken-contact": ingrid.pk, "spoken-words": "That helped.", "spoken-trust": "6"}
    page = walker.press(7, "apology.said", **WORDS, **spoken)
    assert "“That helped.”" in words(page)
    assert Reading.objects.get().value == 6
    assert "Step 7 is finished." in words(walker.press(7, "finish"))


def test_the_reaction_comes_later(walker):
    walker.press(7, "apology.send", **WORDS)
    page = walker.press(7, "reaction", **{"reaction-words": "It helped.", "reaction-trust": "7"})
    assert "“It helped.”" in words(page)
    assert Apology.objects.current().get().reaction == "It helped."
    assert Reading.objects.get().value == 7


def test_an_empty_reaction_is_refused(walker):
    walker.press(7, "apology.send", **WORDS)
    assert "Write what they said" in words(walker.press(7, "reaction"))


def test_it_may_be_said_ahead_of_its_turn_and_a_line_says_what_comes_first(walker, case, john, now):
    make_steps.finished(case, up_to=8, by=john, now=now)
    case.steps.filter(number__gte=6).update(state="todo", finished_at=None, finished_by=None)
    type(case).objects.filter(pk=case.pk).update(step_now=6)
    page = walker.press(7, "apology.send", **WORDS)
    assert "Step 6 comes first." in words(page)
    assert "Go to step 6" in words(page)
    assert Apology.objects.get().told_at is not None
