"""Our own sentences: none over 25 words, none above the eighth grade, none of the words we avoid."""

import pytest

from incidents.choices import Kind, Noticed, PromiseKind
from tests import make
from tests.plain_words import AVOIDED, LONGEST, grade, sentences
from tests.updates import told
from tests.updates.letters_made import as_received, contact, plain, words
from updates import letters
from updates.instants import Reader
from updates.links import link_for
from updates.reminding import SENTENCES
from updates.wording import first_words, late_words, moved_words, nothing_new_words


def of_the_house(cast) -> dict[str, str]:
    story = told.story(cast)
    update, link = story.incident.updates.get(), link_for(story.incident, story.ingrid, now=make.NOW)
    lines = [
        letters.ReminderLine("Halvorsen", "Late", "TR-1", make.NOW, make.NOW, late, "John", mine, "The list", kind)
        for kind in PromiseKind.values
        for late in (False, True)
        for mine in (False, True)
    ]
    trouble = {"update": update, "contact": story.ingrid, "words": "550 no", "now": make.NOW}
    made = {
        "new link": letters.new_link_letter(link, link_address="https://x.example/s/a"),
        "reminder": letters.reminder_letter(cast.john, lines, now=make.NOW),
        "came back": letters.trouble_came_back(cast.john, **trouble),
        "waiting": letters.trouble_waiting(cast.john, **trouble),
        "copy": letters.copy_to_me(words(body="It is done."), contact=contact(), others=["Tomas Reed"]),
    }
    for kind in ("first_notice", "update", "resolved"):
        changed = words(kind=kind, body="It is done.", next_at=None if kind == "resolved" else make.NOW)
        made[kind] = letters.update_letter(
            changed, contact=contact(), others=["Tomas Reed"], link_address="https://x.example/s/a", references=[]
        )
    return {name: plain(as_received(message)) for name, message in made.items()}


def test_letters_are_short_and_plain(cast):
    for name, text in of_the_house(cast).items():
        longest = max(sentences(text), key=lambda part: len(part.split()))
        assert len(longest.split()) <= LONGEST, (name, longest)
        assert not AVOIDED.search(text), name
        assert grade(text) <= 8, (name, grade(text))


def test_every_reminder_has_its_sentence():
    assert {kind for kind, _late, _mine in SENTENCES} == set(PromiseKind.values)
    assert len(SENTENCES) == 4 * len(PromiseKind.values)
    assert all(len(sentence.split()) <= LONGEST for sentence in SENTENCES.values())


@pytest.mark.parametrize("kind", Kind.values)
@pytest.mark.parametrize("noticed_by", Noticed.values)
def test_first_words_own_the_mistake_in_plain_words(kind, noticed_by):
    heading, body = first_words(kind=kind, story="We sent 40 pallets to the wrong port", noticed_by=noticed_by)
    assert heading
    assert body.startswith("We sent 40 pallets to the wrong port.")
    assert "I am sorry." in body
    assert "This is our mistake and I am the one putting it right." in body
    assert ("You noticed before we did." in body) == (noticed_by == Noticed.CUSTOMER)
    assert max(len(part.split()) for part in sentences(body)) <= LONGEST
    assert not AVOIDED.search(heading + body)
    assert grade(body) <= 8


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        (
            "Freight handling charges overcharged since March 2023",
            "We made a mistake with your freight handling charges",
        ),
        ("Pump seals defective", "We made a mistake with your pump seals"),
        ("EDI was down on 4 June 2026", "We made a mistake with your EDI"),
        ("We forgot them", "We charged you too much"),
        ("", "We charged you too much"),
    ],
)
def test_the_heading_names_the_thing_where_the_title_does(title, heading):
    assert first_words(kind=Kind.OVERCHARGE, title=title, story="x", noticed_by="us")[0] == heading


def test_a_late_one_says_so_first_and_the_others_say_what_is(cast):
    reader = Reader.of_person(cast.john)
    asked = {"now": make.NOW, "reader": reader}
    assert late_words(due_at=make.NOW - told.NEXT, **asked)[1] == "I said 08:20 and I am late. I am sorry.\n\n"
    assert nothing_new_words(since=make.NOW - told.NEXT, **asked)[1].startswith("Nothing new since 08:20. ")
    assert nothing_new_words(since=None, **asked)[1].startswith("There is nothing new yet. ")
    assert moved_words(old_at=make.NOW + told.NEXT, **asked)[1].startswith("I said 13:00. I need longer, because ")
