"""Each gate names every missing piece, and opens when all is there."""

from dataclasses import replace

import pytest

from incidents.gates import GATES, Asked, Case, Disputed, all_missing, may_dispute, missing, out_of_order

WHOLE = Case(
    name="Ingrid",
    has_deputy=True,
    has_their_version=True,
    sourced_facts=1,
    feelings=1,
    has_summary=True,
    summary=Asked(told=True, answer="yes"),
    nothing_to_dispute="They are right.",
    has_sentence=True,
    has_scope=True,
    happened_cause="price_table",
    unnoticed_cause="no_check",
    sentence=Asked(told=True, answer="yes"),
    apology_told=True,
    reaction=True,
    remedies=1,
    preventions=1,
)
SILENT = Asked(told=True, silent=True)


@pytest.mark.parametrize("number", GATES)
def test_a_whole_case_passes_every_gate(number):
    assert missing(number, WHOLE) == ()


ASKED, CORRECTED = Asked(told=True), Asked(told=True, answer="no", silent=True)
OPEN, HELD = Disputed("12 pallets", allowed=True, result=""), Disputed("12 pallets", allowed=False, result="")
MISSING = [
    (1, {"has_owner": False}, "owner", "Somebody owns it."),
    (1, {"has_deputy": False}, "deputy", "Somebody stands in for the owner."),
    (1, {"has_tell_by": False}, "tell_by", "The time to tell them by is set."),
    (1, {"containment_open": ("“Dunning” is decided.",)}, "containment", "“Dunning” is decided."),
    (2, {"has_their_version": False}, "their_version",
     "Their version is here, or they were asked twice without an answer."),
    (2, {"sourced_facts": 0}, "fact", "There is at least one dated fact with a source."),
    (3, {"feelings": 0}, "feeling", "There is a dated observation, or “asked, no answer”."),
    (4, {"has_summary": False}, "summary", "The summary of facts and feelings is written."),
    (4, {"summary": Asked(told=False, answer="yes")}, "told", "It was told to them."),
    (4, {"summary": ASKED}, "confirmed", "Ingrid has confirmed it."),
    (4, {"summary": CORRECTED}, "confirmed", "Ingrid has confirmed it."),
    (4, {"summary": ASKED, "name": ""}, "confirmed", "The customer has confirmed it."),
    (5, {"nothing_to_dispute": ""}, "nothing",
     "Either there is nothing to dispute, or the facts in dispute are named."),
    (5, {"disputes": (OPEN,)}, "result", "“12 pallets” has a result."),
    (6, {"has_sentence": False}, "sentence", "There is one sentence both accept."),
    (6, {"has_scope": False}, "scope", "It says where and when."),
    (6, {"happened_cause": ""}, "happened", "It says why it happened."),
    (6, {"unnoticed_cause": ""}, "unnoticed", "It says why nobody noticed."),
    (6, {"human_error_alone": True}, "human_error", "People slip. Say what let the slip through."),
    (6, {"sentence": ASKED}, "accepted", "Ingrid has accepted the sentence."),
    (6, {"sentence": CORRECTED}, "accepted", "Ingrid has accepted the sentence."),
    (7, {"apology_told": False}, "apology", "The apology was made."),
    (7, {"reaction": False}, "reaction", "Their reaction is noted, or five working days passed without one."),
    (8, {"remedies": 0}, "remedy", "What puts it right is written down."),
    (8, {"remedies_open": ("Credit note",)}, "remedy_open", "“Credit note” is done."),
    (8, {"refund_open": "$11,317.35"}, "refund", "The refund is paid: $11,317.35 to go."),
    (8, {"promises_open": ("Call on Friday",)}, "promise", "“Call on Friday” is settled."),
    (8, {"preventions": 0}, "prevention", "What keeps it from happening again is recorded."),
    (8, {"causes_without_prevention": ("No check",)}, "cause", "Something is done against “No check”."),
]  # fmt: skip
"""Each gate, each piece that can be missing, what the page calls it and what the person reads."""
EMPTY = Case(
    has_owner=False, has_tell_by=False, containment_open=("“Dunning” is decided.",), disputes=(HELD,),
    human_error_alone=True, remedies_open=("Credit note",), refund_open="$1.00", promises_open=("Call",),
    causes_without_prevention=("No check",),
)  # fmt: skip


@pytest.mark.parametrize(("number", "gone", "code", "sentence"), MISSING)
def test_one_missing_piece_is_named_in_its_sentence(number, gone, code, sentence):
    [one] = missing(number, replace(WHOLE, **gone))
    assert (one.code, one.words) == (code, sentence)
    assert all_missing(number, (one,)) == f"One thing is missing to finish step {number}: {sentence}"


@pytest.mark.parametrize("number", GATES)
def test_an_empty_case_lacks_every_piece_that_the_table_names(number):
    known = {code for step, _gone, code, _sentence in MISSING if step == number} | (
        {"allowed"} if number == 5 else set()
    )
    nothing = replace(EMPTY, disputes=()) if number == 5 else EMPTY
    lacking = {one.code for case in (EMPTY, nothing) for one in missing(number, case)}
    assert lacking == known


def test_all_that_is_missing_is_said_at_once():
    gone = missing(8, replace(WHOLE, remedies=0, refund_open="$5.00"))
    assert all_missing(8, gone) == (
        "Two things are missing to finish step 8: What puts it right is written down. The refund is paid: $5.00 to go."
    )


def test_a_dispute_without_a_managers_yes_lacks_both():
    case = replace(WHOLE, disputes=(Disputed("12 pallets", allowed=False, result=""),))
    assert [(m.code, m.words) for m in missing(5, case)] == [
        ("allowed", "A manager has said yes to disputing “12 pallets”."),
        ("result", "“12 pallets” has a result."),
    ]


def test_giving_way_needs_nobody():
    assert missing(5, replace(WHOLE, disputes=(Disputed("12 pallets", allowed=False, result="theirs"),))) == ()


@pytest.mark.parametrize(
    ("number", "change"),
    [
        (2, {"has_their_version": False, "version": SILENT}),
        (3, {"feelings": 0, "feelings_unanswered": True}),
        (4, {"summary": SILENT}),
        (6, {"sentence": SILENT}),
        (7, {"reaction": False, "reaction_silent": True}),
    ],
)
def test_silence_after_two_questions_stands_for_an_answer(number, change):
    assert missing(number, replace(WHOLE, **change)) == ()


def test_the_lowest_unfinished_step_comes_first():
    assert out_of_order(6, replace(WHOLE, finished=frozenset({1, 2, 3, 5}))) == 4
    assert out_of_order(6, replace(WHOLE, finished=frozenset({1, 2, 3, 4, 5}))) is None


def test_disputing_needs_step_4():
    assert not may_dispute(replace(WHOLE, finished=frozenset({1, 2, 3})))
    assert may_dispute(replace(WHOLE, finished=frozenset({1, 2, 3, 4})))
