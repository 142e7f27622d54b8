"""The apology check itself: what it says of a text, where, and when it keeps quiet."""

import time

import pytest

from incidents.apology import Component, Weight, check
from tests.incidents import labelled

SHOT = (
    "You asked why nobody checked. In March 2023 a new price list was applied to your account by mistake. It was meant "
    "for another customer. Nobody compared it with your contract, and I did not look again for three years. That is on "
    "me.\n\nI am sorry for any inconvenience this has caused.\n\nThe remaining $11,317.35, with interest, is with Dana."
)


def markers(text: str, language: str = "en", **more) -> list[str]:
    return [finding.marker for finding in check(text, language=language, **more).findings]


def test_the_letter_of_the_story_has_two_things_to_consider():
    apology = check(SHOT, language="en")
    found = [(finding.words, finding.weight) for finding in apology.findings]
    assert found == [("was applied", Weight.WEAK), ("any inconvenience", Weight.WEAK)]
    assert {Component.RESPONSIBILITY, Component.REGRET, Component.EXPLANATION} <= {
        part for part, spans in apology.components.items() if spans
    }


def test_spans_are_places_in_the_text_as_it_was_typed():
    text = "Dear Ingrid,\r\n\r\nwe  are\tsorry\u00a0for  any \r\n inconvenience."
    (finding,) = check(text, language="en").findings
    assert text[finding.start : finding.end] == "any \r\n inconvenience"
    (regret,) = check(text, language="en").components[Component.REGRET]
    assert text[regret.start : regret.end].startswith("we  are\tsorry")


def test_an_empty_text_has_nothing_and_wants_everything_but_forgiveness():
    apology = check("", language="en")
    assert apology.checked and not apology.sound and not apology.findings
    assert apology.missing == (
        Component.RESPONSIBILITY,
        Component.REPAIR,
        Component.REGRET,
        Component.EXPLANATION,
        Component.REPENTANCE,
    )


@pytest.mark.parametrize("language", ["ja", "nl", "", "xx-YY"])
def test_another_language_is_not_checked_and_nothing_is_said_of_it(language):
    apology = check("Mistakes were made. Sorry if you feel bad.", language=language)
    assert (apology.checked, apology.sound, apology.findings, apology.missing) == (False, False, (), ())


@pytest.mark.parametrize("language", ["en-GB", "EN", "en_US"])
def test_a_regional_language_is_read_as_its_language(language):
    assert check("Mistakes were made.", language=language).findings


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("I am sorry. This is our mistake. We refund $40 today.", True),
        ("I am sorry. This is our mistake. From now on a second person checks every price.", True),
        ("I am sorry. This is our mistake.", False),
        ("I am sorry. We refund $40 today.", False),
        ("This is our mistake. We refund $40 today.", False),
        ("I am sorry for any inconvenience. This is our mistake. We refund $40 today.", True),
        ("I am sorry. This is our mistake. We refund $40 today. Nobody is perfect.", False),
    ],
)
def test_sound_is_regret_and_responsibility_and_repair_or_change_and_nothing_severe(text, sound):
    assert check(text, language="en").sound is sound


def test_a_required_phrase_of_the_house_is_never_a_finding():
    phrase = "Without prejudice to statutory rights"
    text = "I am sorry.\n\nWithout prejudice\nto statutory rights, we pay $40 today."
    assert markers(text) == ["legal"]
    assert markers(text, required=[phrase]) == []
    assert markers(f"{text} Nobody is perfect.", required=[phrase, "", "  "]) == ["everyone"]


def test_words_in_quotation_marks_are_theirs():
    for said in ("“{}”", "«{}»", "„{}“", '"{}"', "\n> {}\n"):
        assert markers("You wrote: " + said.format("mistakes were made")) == []
    quoted = check("You said “we are sorry, it is our mistake”.", language="en")
    assert not any(quoted.components.values())


@pytest.mark.parametrize(
    "text",
    [
        "It is not our mistake.",
        "You say it was our mistake.",
        "If it was our mistake, we look at it again.",
        "Was it our mistake?",
        "He is sorry.",
        "We are not sorry.",
        "We will not refund it.",
        "We cannot forgive it.",
    ],
)
def test_a_denied_doubted_or_reported_part_is_no_part(text):
    assert not any(check(text, language="en").components.values())


def test_a_letter_of_more_than_two_hundred_words_gets_a_word_of_advice_that_marks_nothing():
    (finding,) = check("word " * 201, language="en").findings
    assert (finding.marker, finding.weight, finding.start, finding.end) == ("too-long", Weight.WEAK, 0, 0)
    assert markers("word " * 200) == []


@pytest.mark.parametrize("language", labelled.LANGUAGES)
def test_a_letter_without_a_next_time_is_asked_for_one_only_when_nothing_else_names_it(language):
    said = {"en": "I am sorry.", "de": "Es tut mir leid.", "fr": "Je suis désolé.", "es": "Lo siento."}[language]
    named = check("", language=language, names_next_time=False).findings[0].better
    assert markers(said, language, names_next_time=False) == ["no-next-time"]
    assert markers(f"{said} {named}", language, names_next_time=False) == []
    assert markers(said, language) == []


def test_a_promise_without_a_date_is_a_weak_finding():
    (finding,) = check("We will send the list as soon as possible.", language="en").findings
    assert (finding.words, finding.weight) == ("as soon as possible", Weight.WEAK)


def test_a_swap_stands_in_the_same_grammar():
    text = "We are sorry for any inconvenience."
    (finding,) = check(text, language="en").findings
    assert text[: finding.start] + finding.swap + text[finding.end :] == "We are sorry for the trouble."


def test_wrapped_lines_abbreviations_and_days_of_the_month_end_no_sentence():
    assert markers("I am sorry\nif this cost you time.") == ["conditional"]
    german = "Es tut uns am 27. November leid, falls Sie warten mussten."
    assert markers(german, "de") == ["conditional"]


@pytest.mark.parametrize("language", labelled.LANGUAGES)
@pytest.mark.parametrize(
    "piece",
    [
        "sorry if you ", "but ", ". ", "!", "…", "“", '"', "„", "«", "\n", "\n ", "\n> ", "- ", "’", "a'", "a-", "1.",
        "we we not ", "i am very ", "was were been by ", "désolé si vous ", "es tut mir leid falls ", "lo siento si ",
        "we did not do and not ", "$1 ", "x" * 50 + " ", "a@b.c ", "\u00a0", "\u0301", "İß", "1" * 30 + " ", "..x",
        "1,1",
    ],
)  # fmt: skip
def test_no_text_takes_more_than_its_length(language, piece):
    """Twice the text, at most about twice the time; the bound leaves room for a busy machine, not for a square."""
    check("warm", language=language)

    def seconds(length: int) -> float:
        text = (piece * (length // len(piece) + 1))[:length]
        best = 9.0
        for _attempt in range(3):
            start = time.process_time()
            check(text, language=language)
            best = min(best, time.process_time() - start)
        return best

    short, long = seconds(5_000), seconds(20_000)
    assert long < max(0.02, 4 * short * 2.2), (short, long)


@pytest.mark.parametrize("language", labelled.LANGUAGES)
def test_any_text_is_read_without_an_error(language):
    for text in (
        "\x00",
        "\ud800",
        "🙂" * 100,
        "a\u0301" * 100,
        "İ" * 50,
        "'''",
        "”“",
        "1" * 500,
        "_" * 50,
        "\u202e sorry if",
    ):
        apology = check(text, language=language)
        assert all(0 <= f.start <= f.end <= len(text) for f in apology.findings)
