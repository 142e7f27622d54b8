"""Every pair of tokens that meets on a page has the contrast WCAG AA asks for, in light and in dark."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = Path(settings.BASE_DIR, "static/css/tokens.css").read_text()
TEXT, MARK = 4.5, 3.0

# On each ground: the words that stand on it, and the edges and marks that must be seen against it.
WORDS = {
    "ground": "ink ink-2 ink-3 accent accent-deep kept soon late",
    "surface": "ink ink-2 ink-3 accent accent-deep kept soon late",
    "sunken": "ink ink-2 ink-3 accent accent-deep",
    "paper": "ink ink-2 ink-3 accent late",
    "accent-soft": "ink ink-2 ink-3 accent accent-deep late soon",
    "kept-soft": "kept ink",
    "soon-soft": "soon ink ink-2",
    "late-soft": "late ink ink-2",
    "solid": "on-solid",
    "solid-deep": "on-solid",
    "late-solid": "on-late",
    "late": "on-late",
    "ink": "surface",
}
MARKS = {
    "ground": "line-strong focus accent",
    "surface": "line-strong focus accent solid kept late-solid",
    "sunken": "line-strong focus",
    "paper": "focus",
    "accent-soft": "focus",
    "soon-soft": "focus soon",
    "late-soft": "focus late-solid",
}
PAIRS = [
    (front, back, least)
    for table, least in ((WORDS, TEXT), (MARKS, MARK))
    for back, fronts in table.items()
    for front in fronts.split()
]


def token(name: str, scheme: str) -> str:
    light, dark = re.search(rf"--{name}:\s*light-dark\((#\w+), (#\w+)\)", TOKENS).groups()
    return light if scheme == "light" else dark


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_gives_the_known_extremes() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_what_stands_on_a_ground_can_be_read(front: str, back: str, least: float, scheme: str) -> None:
    assert contrast(token(front, scheme), token(back, scheme)) >= least


def test_all_pairs_in_use_are_counted() -> None:
    assert len(PAIRS) >= 58
