"""Quotation marks, days and first letters in each language we speak."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import override

from ground.languages import percent, quoted, unquoted, weekday, within_sentence, written_day

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "“It hurt.”"),
        ("de", "„It hurt.“"),
        ("fr", "«\u00a0It hurt.\u00a0»"),
        ("es", "«It hurt.»"),
        ("nl", "“It hurt.”"),
        ("ja", "「It hurt.」"),
        ("de-at", "„It hurt.“"),
    ],
)
def test_what_somebody_said_stands_between_the_marks_of_the_language(language: str, said: str) -> None:
    with override(language):
        assert quoted("It hurt.") == said
        assert quoted("") == ""


@pytest.mark.parametrize(
    "typed", ["It hurt.", "“It hurt.”", '"It hurt."', "„It hurt.“", "« It hurt. »", "「It hurt.」 "]
)
def test_marks_that_were_typed_are_not_set_twice(typed: str) -> None:
    with override("de"):
        assert quoted(unquoted(typed)) == "„It hurt.“"


@pytest.mark.parametrize(
    ("language", "shape", "words"),
    [
        ("en", "short", "20 Nov"),
        ("en", "short-year", "20 Nov 2026"),
        ("en", "weekday", "Fri 20 Nov"),
        ("en", "weekday-year", "Fri 20 Nov 2026"),
        ("en", "month", "Nov 2026"),
        ("en", "month-name", "Nov"),
        ("en", "long", "20 November"),
        ("en", "long-year", "20 November 2026"),
        ("en", "full", "Friday 20 November 2026"),
        ("de", "short", "20. Nov."),
        ("de", "short-year", "20. Nov. 2026"),
        ("de", "weekday", "Fr., 20. Nov."),
        ("de", "long-year", "20. November 2026"),
        ("de", "full", "Freitag, 20. November 2026"),
        ("fr", "long-year", "20 novembre 2026"),
        ("es", "long", "20 de noviembre"),
        ("nl", "weekday", "vr 20 nov"),
        ("ja", "short-year", "2026年11月20日"),
        ("ja", "long-year", "2026年11月20日"),
        ("ja", "month", "2026年11月"),
    ],
)
def test_a_day_is_written_as_its_reader_writes_it(language: str, shape: str, words: str) -> None:
    with override(language):
        assert written_day(FRIDAY, shape) == words


@pytest.mark.parametrize(
    ("language", "words"), [("en", "87%"), ("de", "87\u00a0%"), ("fr", "87\u00a0%"), ("ja", "87%")]
)
def test_a_share_has_its_sign_as_the_language_sets_it(language: str, words: str) -> None:
    with override(language):
        assert percent(87) == words


@pytest.mark.parametrize(("language", "words"), [("en", "Friday"), ("de", "Freitag"), ("ja", "金曜日")])
def test_a_weekday_has_its_name(language: str, words: str) -> None:
    with override(language):
        assert weekday(FRIDAY) == words


@pytest.mark.parametrize(
    ("language", "phrase", "within"),
    [
        ("en", "Freight handling", "freight handling"),
        ("en", "VAT on the order", "VAT on the order"),
        ("en", "Q3 invoice", "Q3 invoice"),
        ("en", "", ""),
        ("de", "Rechnung vom März", "Rechnung vom März"),
        ("nl", "Factuur van maart", "Factuur van maart"),
    ],
)
def test_only_english_lowers_a_first_letter_within_a_sentence(language: str, phrase: str, within: str) -> None:
    with override(language):
        assert within_sentence(phrase) == within


def test_the_filters_escape_once_and_know_where_the_reader_is() -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    shown = Template(
        "{{ raw|quoted }} {{ safe|quoted }} {{ at|day:'short' }} {{ at|moment:'weekday' }} {{ no|day:'short' }}"
    )
    values = {"raw": "<b>no</b>", "safe": mark_safe("a<br>b"), "at": late, "no": None}
    with override("en"), timezone.override(ZoneInfo("Asia/Tokyo")):
        words = shown.render(Context(values))
    assert words == "“&lt;b&gt;no&lt;/b&gt;” “a<br>b” 21 Nov Sat 21 Nov, 08:30 "


def test_a_plain_letter_keeps_its_letters_as_they_are() -> None:
    plain = Template("{% autoescape off %}{{ raw|quoted }}{% endautoescape %}")
    with override("de"):
        assert plain.render(Context({"raw": "R & D <eng>"})) == "„R & D <eng>“"
