"""The phrases of the house: set by an administrator with a reason, and no fault in the eyes of the apology check."""

import pytest

from ground.history.models import Entry
from incidents.apology import check
from incidents.house_words import PhrasesRefused, required_phrases, set_required_phrases

pytestmark = pytest.mark.django_db
LEGAL = "without prejudice"


def test_an_administrator_sets_them_with_a_reason(cast, now):
    assert set_required_phrases([LEGAL, "", f"  {LEGAL} "], by=cast.administrator, now=now, why="Our insurer asks.")
    assert required_phrases() == [LEGAL]
    assert Entry.objects.get(what="house.phrases_set").text == f"Our insurer asks.; {LEGAL}"


def test_the_same_again_leaves_no_trace(cast, now):
    set_required_phrases([LEGAL], by=cast.administrator, now=now, why="Our insurer asks.")
    assert not set_required_phrases([LEGAL], by=cast.administrator, now=now, why="Again.")


def test_what_is_left_out_goes(cast, now):
    set_required_phrases([LEGAL, "Act of 1998"], by=cast.administrator, now=now, why="Our insurer asks.")
    set_required_phrases(["Act of 1998"], by=cast.administrator, now=now, why="No longer.")
    assert required_phrases() == ["Act of 1998"]


@pytest.mark.parametrize(
    ("phrases", "why", "words"),
    [([LEGAL], " ", "why"), (["x" * 201], "So.", "200"), ([f"phrase {n}" for n in range(31)], "So.", "30")],
)
def test_what_cannot_be_kept_is_refused(cast, now, phrases, why, words):
    with pytest.raises(PhrasesRefused, match=words):
        set_required_phrases(phrases, by=cast.administrator, now=now, why=why)


def test_nobody_else_sets_them(john, now):
    with pytest.raises(PhrasesRefused):
        set_required_phrases([LEGAL], by=john, now=now, why="So.")


def test_the_check_finds_no_fault_with_them():
    text = f"I am sorry. This letter is {LEGAL}."
    assert check(text, language="en").severe
    assert not check(text, language="en", required=[LEGAL]).severe
