"""A colour a house may have can be read on light, and every shade of it where it stands, on dark too."""

import re
from itertools import product

import pytest
from django.conf import settings

from ground import colours

ALL = ["#" + "".join(parts) for parts in product(("00", "22", "55", "80", "b3", "ff"), repeat=3)]


@pytest.mark.parametrize(("typed", "kept"), [("0B5F68", "#0b5f68"), (" #abc ", "#aabbcc"), ("#1A2B3C", "#1a2b3c")])
def test_a_colour_is_kept_in_one_way(typed, kept):
    assert colours.colour_of(typed) == kept


@pytest.mark.parametrize("typed", [" ", "#12345", "red", "#ggg", "#1234567", "url(x)", "#fff;}", "#１２３"])
def test_what_is_no_colour_is_refused(typed):
    with pytest.raises(ValueError, match=re.escape(typed)):
        colours.colour_of(typed)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#ffffff", "#ffffff", 1), ("#767676", "#ffffff", 4.54), ("#0b5f68", "#ffffff", 7.37)],
)
def test_contrast_is_reckoned_as_the_guidelines_do(one, other, ratio):
    assert colours.contrast(one, other) == pytest.approx(ratio, abs=0.01)


def test_yellow_is_not_readable_and_ours_is():
    assert not colours.is_readable("#ffcc00")
    assert not colours.is_readable("#808080")
    assert colours.is_readable(colours.USUAL)
    assert colours.is_readable("#000000")


@pytest.mark.parametrize("colour", [one for one in ALL if colours.is_readable(one)])
def test_every_shade_can_be_read_where_it_stands(colour):
    found = colours.shades(colour)
    pairs = [
        *((found.link, ground) for ground in ("#ffffff", "#f4f6f6", colours.LIGHT_GROUND)),
        *((found.dark_link, ground) for ground in ("#0d1414", "#141d1d", "#172120", colours.DARK_GROUND)),
        *((colours.WHITE, solid) for solid in (found.solid, found.solid_deep, found.dark_solid, found.dark_solid_deep)),
        (found.deep, found.soft),
        (found.dark_deep, found.dark_soft),
    ]
    assert [pair for pair in pairs if colours.contrast(*pair) < colours.READABLE] == []
    assert colours.contrast(found.dark_solid, colours.DARK_SHEET) >= colours.VISIBLE


def test_the_grounds_are_those_of_the_tokens():
    tokens = (settings.BASE_DIR / "static/css/tokens.css").read_text()
    assert f"--sunken:      light-dark({colours.LIGHT_GROUND}, {colours.DARK_GROUND})" in tokens
    assert f"--paper:       light-dark(#ffffff, {colours.DARK_SHEET})" in tokens
    assert f"--accent:      light-dark({colours.USUAL}," in tokens
