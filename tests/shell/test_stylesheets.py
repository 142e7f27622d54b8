"""Colours live in the token file alone, and every file stays small enough to be read."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from trustrepair.stylesheet import NAME, PARTS

FILES = sorted(Path(settings.BASE_DIR, "static/css").glob("*.css"))
NAMED = "white|black|red|green|blue|gray|grey|orange|yellow|teal|navy|silver|maroon"
COLOUR = re.compile(rf"#[0-9a-f]{{3,8}}\b|\b(?:rgba?|hsla?|oklch|lab)\(|:\s*(?:{NAMED})\b", re.IGNORECASE)
# The backdrop of a dialog and the white of paper are no themes.
ALLOWED = {"public.css": ["rgb("], "print.css": ["#fff"]}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_colour_value_stands_outside_the_tokens(file: Path) -> None:
    found = [] if file.name == "tokens.css" else COLOUR.findall(file.read_text())
    assert found == ALLOWED.get(file.name, [])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_stylesheet_is_short_and_linked(file: Path) -> None:
    assert len(file.read_text().splitlines()) < 300
    assert f"css/{file.name}" in PARTS


def test_a_page_links_one_stylesheet_made_of_all_of_them() -> None:
    head = Path(settings.BASE_DIR, "templates/parts/head.html").read_text()
    assert re.findall(r'rel="stylesheet" href="{% static \'(.+?)\'', head) == [NAME]
    one = Path(finders.find(NAME)).read_text()
    assert all(Path(finders.find(part)).read_text() in one for part in PARTS)
