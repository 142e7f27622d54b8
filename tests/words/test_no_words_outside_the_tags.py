"""No words stand in a template outside the tags that translate them."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "templates"
UNREAD = re.compile(
    r"{% *comment.*?endcomment *%}|{#.*?#}|{% *blocktrans(?:late)?\b.*?endblocktrans(?:late)? *%}"
    r"|{% *block (?:page_class|nav|body_class) *%}.*?{% *endblock *%}"
    r"|<(script|style|svg)\b.*?</\1>|<!--.*?-->|<!doctype[^>]*>",
    re.DOTALL | re.IGNORECASE,
)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
ELEMENT = re.compile(r"<[^<>]*>")
SAID = re.compile(r"""\b(?:alt|title|placeholder|aria-label|summary|label)=("([^"]*)"|'([^']*)')""")
WORD = re.compile(r"[^\W\d_]{2,}")
NAMES = {"Trust", "Repair", "Ctrl", "Esc", "Enter", "nbsp", "middot", "CSV", "XLSX", "UTC", "Message", "ID"} | {
    *("Django", "Celery", "Bootstrap", "Icons", "htmx", "Inter", "Source", "Serif"),
}
"""Names, keys and entities; they are the same in every language."""
FOR_DEVELOPERS = {"desk/components.html"}
"""Shown in the demo alone, to whoever builds pages."""


def files():
    found = (file for file in TEMPLATES.rglob("*") if file.suffix in (".html", ".txt"))
    return sorted(file for file in found if str(file.relative_to(TEMPLATES)) not in FOR_DEVELOPERS)


def loose_words(text):
    text = TAG.sub("\x00", UNREAD.sub(" ", text))
    said = [first or second for _all, first, second in SAID.findall(text)]
    return [word for part in [*said, ELEMENT.sub(" ", text)] for word in WORD.findall(part) if word not in NAMES]


def test_no_template_says_anything_that_cannot_be_translated():
    found = {str(file.relative_to(TEMPLATES)): loose_words(file.read_text(encoding="utf-8")) for file in files()}
    assert {name: said for name, said in found.items() if said} == {}


@pytest.mark.parametrize(
    "text",
    [
        "<p>Hello</p>",
        '<img alt="A ship">',
        "<p>{{ name }} waits</p>",
        '<a title="Open {{ name }}">{% translate "Open" %}</a>',
        "{% if name %}since{% endif %}",
    ],
)
def test_the_look_finds_loose_words(text):
    assert loose_words(text)


@pytest.mark.parametrize("text", ['{% translate "Hello" %}', "<p class='big words'>{{ name }}</p>", "{# Hello #}"])
def test_the_look_passes_what_is_translated_or_never_read(text):
    assert loose_words(text) == []


MARKED = re.compile(r"[“„«]{{|{{[^{}]*date:[\"'](?!c|[YmdHi:T-]+[\"'])")
SENTENCES = re.compile(r"{% *blocktrans(?:late)?\b.*?endblocktrans(?:late)? *%}", re.DOTALL)


def test_quotation_marks_and_days_are_left_to_the_filters_that_know_the_language():
    texts = {file: SENTENCES.sub("", file.read_text()) for file in files()}
    assert [str(file.relative_to(TEMPLATES)) for file, text in texts.items() if MARKED.search(text)] == []
