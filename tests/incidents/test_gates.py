"""Each gate names every missing piece, and opens when all is there."""

from dataclasses import replace

import pytest

from incidents.gates import GATES, Asked, Case, Disputed, may_dispute, missing, out_of_order

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


@pytest.mark.parametrize(
    ("number", "gone", "code"),
    [
        (1, {"has_owner": False}, "owner"),
        (1, {"has_deputy": False}, "deputy"),
        (1, {"has_tell_by": False}, "tell_by"),
        (1, {"containment_open": ("“Nobody is chasing them” is decided.",)}, "containment"),
        (2, {"has_their_version": False}, "their_version"),
        (2, {"sourced_facts": 0}, "fact"),
        (3, {"feelings": 0}, "feeling"),
        (4, {"has_summary": False}, "summary"),
        (4, {"summary": Asked(told=False, answer="yes")}, "told"),
        (4, {"summary": Asked(told=True)}, "confirmed"),
        (4, {"summary": Asked(told=True, answer="no", silent=True)}, "confirmed"),
        (5, {"nothing_to_dispute": ""}, "nothing"),
        (5, {"disputes": (Disputed("12 pallets", allowed=True, result=""),)}, "result"),
        (6, {"has_sentence": False}, "sentence"),
        (6, {"has_scope": False}, "scope"),
        (6, {"happened_cause": ""}, "happened"),
        (6, {"unnoticed_cause": ""}, "unnoticed"),
        (6, {"human_error_alone": True}, "human_error"),
        (6, {"sentence": Asked(told=True)}, "accepted"),
        (7, {"apology_told": False}, "apology"),
        (7, {"reaction": False}, "reaction"),
        (8, {"remedies": 0}, "remedy"),
        (8, {"remedies_open": ("Credit note",)}, "remedy_open"),
        (8, {"refund_open": "$11,317.35"}, "refund"),
        (8, {"promises_open": ("Call on Friday",)}, "promise"),
        (8, {"preventions": 0}, "prevention"),
        (8, {"causes_without_prevention": ("No check",)}, "cause"),
    ],
)
def test_one_missing_piece_is_named(number, gone, code):
    assert [m.code for m in missing(number, replace(WHOLE, **gone))] == [code]


def test_a_dispute_without_a_managers_yes_lacks_both():
    case = replace(WHOLE, disputes=(Disputed("12 pallets", allowed=False, result=""),))
    assert [m.code for m in missing(5, case)] == ["allowed", "result"]


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
