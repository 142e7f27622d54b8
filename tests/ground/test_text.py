"""What people type is cleaned where nobody can see it, else refused with a sentence."""

import time

import pytest
from django.core.exceptions import ValidationError

from ground.text import AddressField, LineField, TextField, clean_address, clean_line, clean_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Halvorsen   Marine\tSupply ", "Halvorsen Marine Supply"),
        ("Ingrid\n", "Ingrid"),
        ("Zoe\u0308", "Zoë"),
        ("\u202atel 253\u202c", "tel 253"),
        ("ab\u202egnp.exe", "abgnp.exe"),
        ("a\u200bb\ufeff\u00adc", "abc"),
        ("\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd", "\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd"),
        ("👩\u200d🔧 {{ 7*7 }} <b>&", "👩\u200d🔧 {{ 7*7 }} <b>&"),
    ],
)
def test_a_line_is_cleaned_of_what_nobody_sees(typed, kept):
    assert clean_line(typed, 100).replace("\u05c1\u05b8", "\u05b8\u05c1") == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Ingrid\r\nBcc: all@example.com", "line"),
        ("a\u2028b", "line"),
        ("a\x00b", "control"),
        ("a\x1b[31mb", "control"),
        ("a\x9bb", "control"),
        ("a\ud800b", "unreadable"),
        ("a\ufffdb", "unreadable"),
        ("a\uffffb", "unreadable"),
        ("a" + "\u0301" * 11, "marks"),
        ("a" * 101, "long"),
        ("a" * 100_000, "long"),
    ],
)
def test_a_line_that_cannot_be_made_harmless_is_refused(typed, code):
    with pytest.raises(ValidationError) as refusal:
        clean_line(typed, 100)
    assert refusal.value.code == code
    assert refusal.value.messages[0].endswith(".")


def test_text_keeps_its_lines_and_loses_only_what_turns_writing_round():
    assert clean_text("We were\u202e wrong. \r\n\r\nSorry.\u2029 ", 100) == "We were wrong.\n\nSorry."


@pytest.mark.parametrize(
    ("typed", "code"), [("a\x00", "control"), ("\udfff", "unreadable"), ("e" + "\u0300" * 5000, "marks")]
)
def test_text_with_broken_letters_is_refused(typed, code):
    with pytest.raises(ValidationError) as refusal:
        clean_text(typed, 20_000)
    assert refusal.value.code == code


def test_text_that_is_too_long_says_by_how_much():
    with pytest.raises(ValidationError, match=r"This has 100000 letters\. At most 5000 fit\."):
        clean_text("a" * 100_000, 5000)


def test_marks_without_end_cost_no_time():
    started = time.process_time()
    assert len(clean_text("e\u0300\u0316" * 50_000, 100_000)) == 100_000
    with pytest.raises(ValidationError):
        clean_text("\u0300" * 400_000, 100_000)
    with pytest.raises(ValidationError):
        clean_text("x" * 50_000_000, 100_000)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("typed", "kept"), [(" Ingrid@Halvorsen.Example ", "Ingrid@halvorsen.example"), ("a@bücher.example", None)]
)
def test_one_address_is_kept_with_its_domain_in_small_letters(typed, kept):
    assert clean_address(typed) == (kept or typed)


@pytest.mark.parametrize(
    "typed",
    [
        "a@b",
        "a@b.example, c@d.example",
        "a@b.example;c@d.example",
        "a b@c.example",
        "a@b.example\nBcc: c@d.example",
        "Ingrid <a@b.example>",
        "a@" + "b" * 300 + ".example",
        "=cmd@b",
        "a\x00@b.example",
        "@b.example",
    ],
)
def test_anything_but_one_address_is_refused(typed):
    with pytest.raises(ValidationError):
        clean_address(typed)


@pytest.mark.parametrize("field", [LineField(max_length=10), TextField(max_length=10), AddressField()])
def test_the_form_fields_refuse_with_one_sentence_and_need_something(field):
    for typed in ["a\x00b@c.example", "x" * 100_000, None, "", "  "]:
        with pytest.raises(ValidationError) as refusal:
            field.clean(typed)
        assert len(refusal.value.messages) == 1


def test_an_optional_field_may_stay_empty():
    assert LineField(max_length=10, required=False).clean("") == ""
    assert TextField(max_length=10, required=False).clean(None) == ""
