"""What the strict content policy forbids is nowhere in a page, and every icon that is named exists."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR)
PAGES = sorted(file for file in (ROOT / "templates").rglob("*.html") if "letters" not in file.parts)
SPRITE = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/icons.svg").read_text()))
FORBIDDEN = re.compile(
    r"\sstyle=|<style|\son[a-z]+=|hx-on|javascript:|<script(?![^>]*\ssrc=)|https?://(?!www\.w3\.org)", re.IGNORECASE
)
ICON_IN_TEMPLATE = re.compile(r'{%\s*icon "([^"]+)"|icon_name="([^"]+)"|icons\.svg[^"]*#([\w-]+)')
ICON_IN_CODE = re.compile(r'icon="([\w-]+)"|"icon": "([\w-]+)"|state_icon": "([\w-]+)"')


def names(pattern: re.Pattern[str], text: str) -> set[str]:
    return {name for found in pattern.findall(text) for name in found if name}


@pytest.mark.parametrize("file", PAGES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_template_holds_nothing_inline_and_nothing_from_elsewhere(file: Path) -> None:
    assert FORBIDDEN.findall(file.read_text()) == []


@pytest.mark.parametrize("file", PAGES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_template_can_be_read_by_django(file: Path) -> None:
    assert get_template(str(file.relative_to(ROOT / "templates")))


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    used = {name for file in PAGES for name in names(ICON_IN_TEMPLATE, file.read_text())}
    for room in ("desk", "board", "statuspage"):
        used |= {name for file in (ROOT / room).rglob("*.py") for name in names(ICON_IN_CODE, file.read_text())}
    assert used - SPRITE == set()


def test_the_script_evaluates_no_text() -> None:
    script = (ROOT / "static/js/app.js").read_text()
    assert not re.search(r"\beval\(|new Function|document\.write|localStorage", script)
