"""The closing gate names every missing piece, and opens when all is there."""

from dataclasses import replace

import pytest

from incidents.closing_gate import Other, Picture, missing, missing_without_word

READY = Picture(name="Ingrid", word=8, latest=8, former=9)
SILENT = Picture(name="Ingrid", asked=2, silent=True)


def codes(found):
    return [one.code for one in found]


def test_with_all_steps_and_trust_at_the_line_it_may_be_closed():
    assert missing(READY) == ()
    assert missing(replace(READY, word=7)) == ()


def test_after_two_unanswered_questions_it_may_be_closed_without_their_word():
    assert missing_without_word(SILENT) == ()


DONE = [
    ({"steps_open": (4,)}, ["step"]),
    ({"steps_open": (7, 8)}, ["step", "step"]),
    ({"remedies_open": ("Credit note",)}, ["remedy"]),
    ({"refund_open": "$11,317.35"}, ["refund"]),
    ({"promises_open": ("Call on Friday", "New price list")}, ["promise", "promise"]),
]


@pytest.mark.parametrize(("gone", "named"), DONE)
def test_what_is_not_done_holds_back_both(gone, named):
    assert codes(missing(replace(READY, **gone))) == named
    assert codes(missing_without_word(replace(SILENT, **gone))) == named


@pytest.mark.parametrize(
    ("gone", "named"),
    [
        ({"name": ""}, ["speaker"]),
        ({"word": None}, ["word"]),
        ({"word": 6}, ["trust"]),
        ({"word": 6, "latest": 8}, ["trust"]),
        ({"others": (Other("Tomas Reed", 5, "Tomas"),)}, ["other"]),
        ({"word": 6, "others": (Other("Tomas Reed", 5), Other("Eva", 6))}, ["trust", "other", "other"]),
        ({"others": (Other("Tomas Reed", 7),)}, []),
    ],
)
def test_trust_in_their_words_is_missing_by_name(gone, named):
    assert codes(missing(replace(READY, **gone))) == named


@pytest.mark.parametrize(
    ("former", "word", "line", "named"),
    [
        (None, 7, 7, []),
        (None, 6, 7, ["trust"]),
        (9, 7, 7, []),
        (6, 6, 6, []),
        (6, 5, 6, ["trust"]),
        (3, 3, 3, []),
        (1, 1, 1, []),
        (7, 6, 7, ["trust"]),
    ],
)
def test_the_line_is_7_or_their_former_height_where_that_was_lower(former, word, line, named):
    picture = replace(READY, former=former, word=word)
    assert (picture.line, codes(missing(picture))) == (line, named)


@pytest.mark.parametrize("reason", ["Tomas wants no more mail.", "For TOMAS REED: the invoice is corrected."])
def test_a_reason_that_names_them_answers_those_below(reason):
    below = replace(READY, others=(Other("Tomas Reed", 5, "Tomas"), Other("Eva", 9)))
    assert codes(missing(below, reason="Ingrid is glad.")) == ["other"]
    assert missing(below, reason=reason) == ()


@pytest.mark.parametrize(
    ("gone", "named"),
    [
        ({"name": ""}, ["speaker"]),
        ({"silent": False}, ["silence"]),
        ({"asked": 1, "silent": False}, ["silence"]),
        ({"word": 6, "silent": False}, ["answered"]),
        ({"others": (Other("Tomas Reed", 2),)}, []),
    ],
)
def test_without_their_word_waives_only_trust(gone, named):
    assert codes(missing_without_word(replace(SILENT, **gone))) == named


def test_the_sentences_say_who_and_what():
    words = [m.words for m in missing(Picture(name="Noor", word=6, steps_open=(8,), refund_open="$5.00"))]
    assert words == [
        "Step 8 is finished: Handle the problem.",
        "The refund is paid: $5.00 to go.",
        "Noor trusts us at 7 or more.",
    ]


MET = [
    ({"steps_open": (4,)}, "Step 4 is finished: Let them know you got it."),
    ({"remedies_open": ("Credit note",)}, "“Credit note” is done."),
    ({"refund_open": "$5.00"}, "The refund is paid: $5.00 to go."),
    ({"promises_open": ("Call on Friday",)}, "“Call on Friday” is settled."),
    ({"name": ""}, "Somebody at the customer speaks for them."),
    ({"word": None}, "Ingrid has said how much they trust us, since step 7 began."),
    ({"word": 6}, "Ingrid trusts us at 7 or more."),
    ({"word": 4, "former": 5}, "Ingrid trusts us as much as before: 5 or more."),
    ({"others": (Other("Tomas Reed", 5, "Tomas"),)}, "Your reason answers Tomas, who says 5."),
]
WITHOUT_WORD = [
    *MET[:5],
    ({"word": 3}, "Ingrid gave no number; but they say 3."),
    ({"silent": False},
     "Ingrid was asked twice how much they trust us, five working days apart, and kept silent for five more."),
]  # fmt: skip


@pytest.mark.parametrize(("gone", "sentence"), MET)
def test_what_closing_needs_is_said_in_a_sentence(gone, sentence):
    assert [one.words for one in missing(replace(READY, **gone))] == [sentence]


@pytest.mark.parametrize(("gone", "sentence"), WITHOUT_WORD)
def test_what_closing_without_their_word_needs_is_said_in_a_sentence(gone, sentence):
    assert [one.words for one in missing_without_word(replace(SILENT, **gone))] == [sentence]
