"""What one cell of a customer list says, cleaned, or why it cannot be used. Pure."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ground.money.currencies import minor_units
from ground.money.refusals import AmountRefused
from ground.text import clean_address, clean_line
from ground.worktime.zones import known_zones

from .places import country_code, language_code

_YES = {"yes", "y", "true", "1", "x", "ja", "j", "wahr", "oui", "o", "si", "sí", "vero", "verdadero", "✓", "✔"}
_NO = {"no", "n", "false", "0", "-", "nein", "falsch", "non", "nee", "falso"}


class Unusable(Exception):
    """Why a cell cannot be used, in a sentence."""


def line(cell: str, at_most: int) -> str:
    """The cell as one clean line; a formula is text like any other and stays as typed."""
    try:
        return clean_line(cell, at_most)
    except ValidationError as refused:
        raise Unusable(" ".join(refused.messages)) from None


def address(cell: str) -> str:
    if cell.count("@") > 1:
        raise Unusable(_("One address fits here. Give each person a line of their own."))
    try:
        return clean_address(cell)
    except ValidationError as refused:
        raise Unusable(" ".join(refused.messages)) from None


def phone(cell: str) -> str:
    number = line(cell, 40)
    if sum(letter.isdigit() for letter in number) < 3:
        raise Unusable(_("This is no phone number."))
    return number


def country(cell: str) -> str:
    if code := country_code(cell):
        return code
    raise Unusable(_("We do not know this country. Write its name in English, or its two letters."))


def zone(cell: str) -> str:
    if cell in known_zones():
        return cell
    wanted = cell.casefold().replace(" ", "_")
    for name in known_zones():
        if name.casefold() == wanted:
            return name
    raise Unusable(_("Write the time zone like Europe/London."))


def language(cell: str) -> str:
    if code := language_code(cell):
        return code
    raise Unusable(_("We do not know this language. Write its name in English, or its two letters."))


def currency(cell: str) -> str:
    code = "EUR" if cell == "€" else cell.upper()
    try:
        minor_units(code)
    except AmountRefused:
        raise Unusable(_("Write the three letters of the currency, like USD.")) from None
    return code


def yes_or_no(cell: str) -> bool:
    word = cell.casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise Unusable(_("Write yes or no."))
