"""One colour of a house, and the shades of it that can be read on light and on dark. Pure.

Contrast as WCAG 2.2 reckons it, from 1 to 21; words need 4.5.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

USUAL = "#0b5f68"
READABLE, VISIBLE = 4.5, 3.0
WHITE, BLACK = "#ffffff", "#000000"
LIGHT_GROUND, DARK_GROUND = "#edf1f1", "#1b2626"
"""The grounds that are hardest to read on, of those our pages and letters have."""
DARK_SHEET = "#172120"
STEP = 0.01
_COLOUR = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")


@dataclass(frozen=True)
class Shades:
    """`link`: words and lines; `deep`: words that are pointed at or stand on `soft`; `solid`: beneath white words."""

    link: str
    deep: str
    soft: str
    solid: str
    solid_deep: str
    dark_link: str
    dark_deep: str
    dark_soft: str
    dark_solid: str
    dark_solid_deep: str


def colour_of(text: str) -> str:
    """ "0B5F68", "#0b5f68" and "#abc" as "#0b5f68" and "#aabbcc"; ValueError for what is no such colour."""
    found = _COLOUR.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    digits = found[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def is_readable(colour: str) -> bool:
    """As words on every light ground of ours, and beneath white words; a shade of it for dark can always be found."""
    return contrast(colour, LIGHT_GROUND) >= READABLE


def shades(colour: str) -> Shades:
    """The shades of a readable colour: on dark it is made lighter until it can be read there."""
    link = _lighter_until(colour, DARK_GROUND, READABLE)
    solid = _lighter_until(colour, DARK_SHEET, VISIBLE)
    return Shades(
        link=colour,
        deep=mixed(colour, BLACK, 0.25),
        soft=mixed(colour, WHITE, 0.88),
        solid=colour,
        solid_deep=mixed(colour, BLACK, 0.25),
        dark_link=link,
        dark_deep=mixed(link, WHITE, 0.4),
        dark_soft=mixed(colour, DARK_SHEET, 0.75),
        dark_solid=solid,
        dark_solid_deep=mixed(solid, BLACK, 0.15),
    )


def mixed(colour: str, other: str, share: float) -> str:
    """`colour` with this share of the other in it."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def _lighter_until(colour: str, ground: str, wanted: float) -> str:
    share, found = 0.0, colour
    while contrast(found, ground) < wanted:
        share += STEP
        found = mixed(colour, WHITE, share)
    return found


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
