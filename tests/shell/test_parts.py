"""The sums behind the small drawings, and the lines of the error summary."""

import re

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from desk import shapes
from desk.components import ExampleForm, rail_rows
from desk.templatetags.parts import PROMISES, _mini_rail, error_lines, page_url, strength
from incidents.choices import PromiseState


def test_the_rail_shows_done_skipped_running_and_to_do() -> None:
    stops = shapes.stops_of(rail_rows(), 6, None)
    assert [stop.look for stop in stops] == ["done"] * 4 + ["skipped", "now", "todo", "todo"]
    assert shapes.short_words(stops, 6, None) == "Step 6 of 8: Frame the problem"


def test_looking_at_another_step_names_it_and_keeps_the_running_one() -> None:
    page = Template("{% load parts %}{% step_rail rows 6 2 %}").render(Context({"rows": rail_rows()}))
    assert "Step 2 of 8: Get the facts" in page
    assert "Now at step 6" in page
    assert page.count('aria-current="step"') == page.count('aria-current="page"') == 1


def test_a_finished_recovery_has_no_running_step() -> None:
    rows = [{"number": n, "name": "x", "state": "done", "url": "#"} for n in range(1, 9)]
    assert shapes.short_words(shapes.stops_of(rows, None, None), None, None) == "All 8 steps are finished"


@pytest.mark.parametrize(
    ("states", "now", "looks"),
    [
        (shapes.states_up_to(3), 3, "on on now off off off off off"),
        (shapes.states_up_to(None), None, "on on on on on on on on"),
        (["done"] * 4 + ["not_needed"] + ["todo"] * 3, 6, "on on on on skip now off off"),
    ],
)
def test_the_mini_rail_has_eight_bars(states: list[str], now: int | None, looks: str) -> None:
    bars = shapes.bars_of(states, now)
    assert " ".join(bar.look for bar in bars) == looks
    assert (bars[0].x, bars[-1].x) == (0, 81.2)


def test_the_trust_scale_draws_now_over_the_rings() -> None:
    marks = shapes.scale_marks(4, 9, 3)
    assert [(mark.look, mark.x) for mark in marks] == [("was", 214.4), ("low", 61.1), ("now", 86.7)]
    assert [label.value for label in shapes.scale_labels(marks)] == [3, 4, 7, 9]


def test_a_ring_under_the_dot_is_left_out() -> None:
    assert [mark.look for mark in shapes.scale_marks(3, None, 3)] == ["now"]


@pytest.mark.parametrize("drawing", ["{% mini_rail 3 %}", "{% trust_scale 4 9 3 %}", "{% strength 2 %}"])
def test_a_drawing_has_the_same_figures_where_decimals_have_a_comma(drawing: str) -> None:
    template = Template("{% load parts %}" + drawing)
    _mini_rail.cache_clear()
    with translation.override("de"):
        drawn = template.render(Context())
    assert re.search(r'c?x="[0-9]+\.[0-9]', drawn)
    assert not re.search(r'="[0-9]+,', drawn)


def test_strength_is_said_in_words() -> None:
    assert strength(5)["words"] == "5 of 5, very strong"
    assert [dot["on"] for dot in strength(2)["dots"]] == [True, True, False, False, False]


def test_every_state_of_a_promise_has_a_look() -> None:
    assert {*PromiseState.values, "overdue"} == set(PROMISES)


class Wrong(ExampleForm):
    def clean(self) -> None:
        raise forms.ValidationError("There is already an open one.")


def test_the_summary_names_the_form_first_and_leads_to_what_takes_focus() -> None:
    lines = error_lines(Wrong({"severity": "low"}))
    assert [(line.text, line.target) for line in lines] == [
        ("There is already an open one.", ""),
        ("Say what we got wrong, in a sentence the customer would accept.", "id_what"),
        ("What kind of mistake? This field is required.", "id_kind_0"),
        ("Choose at least one person, or use “Log it, tell them later”.", "id_tell_0"),
    ]


def test_a_target_of_the_summary_exists_on_the_page() -> None:
    form = Wrong({"severity": "low"})
    page = Template('{% include "parts/fields.html" %}').render(Context({"form": form}))
    assert all(f'id="{line.target}"' in page for line in error_lines(form) if line.target)


def test_an_optional_field_says_so_and_a_required_one_does_not_shout() -> None:
    page = Template('{% include "parts/fields.html" %}').render(Context({"form": ExampleForm()}))
    assert "When did it start? (optional)" in page
    assert "*" not in page


def test_what_was_typed_is_kept_and_escaped() -> None:
    form = ExampleForm({"started": '"><script>'})
    page = Template('{% include "parts/fields.html" %}').render(Context({"form": form}))
    assert "&quot;&gt;&lt;script&gt;" in page
    assert "<script>" not in page


def test_another_page_keeps_the_filters() -> None:
    request = RequestFactory().get("/board?owner=3&page=2&kind=a%26b")
    assert page_url(request, 3) == "?owner=3&page=3&kind=a%26b"


def test_a_dark_promise_row_says_its_state_in_words() -> None:
    promise = {"look": "kept_late", "text": "Facts", "state": "Kept late", "after": ", by 40 min", "how": "written"}
    page = Template('{% include "parts/promise.html" %}').render(Context({"promise": promise}))
    assert "<b>Kept late</b>, by 40 min · written" in page
    assert "promise--late" in page
