"""What people type: cleaned where that changes nothing they can see, else refused with a sentence."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

MARKS_ON_ONE_LETTER = 10
"""Real writing needs fewer: pointed Hebrew and Tibetan come to six."""

_NEWLINES = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_UNSEEN = re.compile("[\u061c\u200e\u200f\u200b\u2060\ufeff\u00ad\U000e0000-\U000e007f]")
_FILLERS = "\u115f\u1160\u180e\u2061-\u2064\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef"
_BLANK = re.compile(rf"[\s{_FILLERS}{_UNSEEN.pattern[1:-1]}]*")
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_MAYBE_MARKS = re.compile(rf"[^\x00-\u02ff]{{{MARKS_ON_ONE_LETTER + 1},}}")
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean_line(text: str, at_most: int) -> str:
    """One line such as a name or a subject: at most `at_most` letters, single spaces, no hidden marks, NFC.

    Raises ValidationError for line breaks, control characters, letters that could not be read and towers of marks.
    """
    _refuse_what_is_too_long(text, 4 * at_most + 100, at_most)
    text = _TURNS.sub("", text)
    if _NEWLINES.search(text.strip()):
        raise ValidationError(_("Write this on one line."), code="line")
    if "\N{REPLACEMENT CHARACTER}" in text:
        raise ValidationError(_("Some letters here could not be read. Type them again."), code="unreadable")
    text = _composed(_UNSEEN.sub("", " ".join(text.split())))
    return _fitting(text.strip(), at_most)


def clean_text(text: str, at_most: int) -> str:
    """Free text of several lines: line ends become "\\n", marks that turn the direction of writing are dropped, NFC.

    Raises ValidationError like `clean_line`; what a broken mail left unreadable is kept, since it may be quoted.
    """
    _refuse_what_is_too_long(text, 4 * at_most + 100, at_most)
    lines = _NEWLINES.sub("\n", _TURNS.sub("", text)).split("\n")
    return _fitting(_composed("\n".join(line.rstrip() for line in lines)).strip(), at_most)


def clean_address(text: str) -> str:
    """Exactly one mail address; its domain in small letters. Raises ValidationError."""
    line = clean_line(text, 254)
    try:
        validate_email(line)
    except ValidationError:
        raise ValidationError(_("Write one email address, like name@company.com."), code="address") from None
    local, _at, domain = line.rpartition("@")
    return f"{local}@{domain.lower()}"


def _refuse_what_is_too_long(text: str, limit: int, at_most: int) -> None:
    """Looked at before anything else, so that no later step meets a text of any length."""
    if len(text) > limit:
        values = {"have": len(text), "most": at_most}
        raise ValidationError(_("This has %(have)s letters. At most %(most)s fit.") % values, code="long")


def _composed(text: str) -> str:
    if _SURROGATES.search(text) or _NONCHARACTERS.search(text):
        raise ValidationError(_("Some letters here could not be read. Type them again."), code="unreadable")
    if _CONTROLS.search(text):
        raise ValidationError(_("There is a hidden control character in this text. Type it again."), code="control")
    if any(_is_tower(found[0]) for found in _MAYBE_MARKS.finditer(text)):
        raise ValidationError(_("There are too many marks on one letter. Type it again."), code="marks")
    return unicodedata.normalize("NFC", text)


def _is_tower(text: str) -> bool:
    marks = groupby(text, key=lambda letter: unicodedata.category(letter) in ("Mn", "Me"))
    return any(is_mark and sum(1 for _mark in run) > MARKS_ON_ONE_LETTER for is_mark, run in marks)


def _fitting(text: str, at_most: int) -> str:
    """`text`, which fits; nothing at all where nobody could see anything."""
    _refuse_what_is_too_long(text, at_most, at_most)
    return "" if _BLANK.fullmatch(text) else text


class LineField(forms.CharField):
    """A form field for one line; the browser is given no limit, since it would cut a pasted text in silence."""

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.at_most = max_length

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return clean_line(text, self.at_most) if text else text


class TextField(forms.CharField):
    """A form field for free text that grows with what is written."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.at_most = max_length

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return clean_text(text, self.at_most) if text else text


class AddressField(forms.CharField):
    """A form field for exactly one mail address."""

    widget = forms.EmailInput

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return clean_address(text) if text else text
