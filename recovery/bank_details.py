"""Does a text hold a bank account or card number? Pure, in time that grows with the text; our pages never take any.

Quiet on order, invoice, tracking and telephone numbers: an account must have its country's length and pass ISO 7064
MOD 97-10 (ISO 13616, IBAN); a card must begin and be as long as the cards of its issuer, be written as on a card, and
pass the Luhn sum (ISO/IEC 7812-1).
"""

from __future__ import annotations

import re
import unicodedata

LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27, "BR": 29,
    "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29,
    "ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28,
    "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28,
    "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MN": 20,
    "MR": 27, "MT": 31, "MU": 30, "NI": 28, "NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29, "PT": 25,
    "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27,
    "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
}  # fmt: skip
"""Letters and digits of an account number by country, without spaces."""

_ACCOUNT = re.compile(r"(?<![A-Z0-9])(?=([A-Z]{2}[\s-]?[0-9][\s-]?[0-9](?:[\s-]{0,2}[A-Z0-9]){11,31}))")
_SOLID = re.compile(r"(?<![0-9A-Z])[0-9]{13,19}(?![0-9A-Z])")
_GROUPED = re.compile(
    r"(?<![0-9A-Z])(?<![0-9][ -])"
    r"(?:[0-9]{4}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?:\1[0-9]{3})?|3[0-9]{3}([ -])[0-9]{6}\2[0-9]{4,5})"
    r"(?![0-9A-Z])(?![ -][0-9])"
)
_ISSUERS = (
    (re.compile(r"4"), (13, 16, 19)),
    (re.compile(r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), (16,)),
    (re.compile(r"3[47]"), (15,)),
    (re.compile(r"6011|64[4-9]|65"), (16, 19)),
    (re.compile(r"30[0-5]|3095|36|3[89]"), (14, 16)),
    (re.compile(r"352[89]|35[3-8]"), (16, 19)),
)


def holds_bank_details(text: str) -> bool:
    """Whether `text` holds a valid account number (IBAN) or card number; full-width digits and no-break spaces too."""
    plain = unicodedata.normalize("NFKC", text).upper()
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", plain)
    return _holds_an_account(plain) or _holds_a_card(plain)


def _holds_an_account(text: str) -> bool:
    return any(_is_account(found[1]) for found in _ACCOUNT.finditer(text))


def _is_account(found: str) -> bool:
    """The words that follow a number look like more of it: only as many letters as its country has are read."""
    letters = re.sub(r"[\s-]", "", found)
    length = LENGTHS.get(letters[:2], 0)
    number = letters[:length]
    if not length or len(letters) < length:
        return False
    turned = number[4:] + number[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


def _holds_a_card(text: str) -> bool:
    found = [match[0] for pattern in (_SOLID, _GROUPED) for match in pattern.finditer(text)]
    return any(_is_card(re.sub(r"[ -]", "", number)) for number in found)


def _is_card(number: str) -> bool:
    issued = any(begins.match(number) and len(number) in lengths for begins, lengths in _ISSUERS)
    return issued and _luhn(number)


def _luhn(number: str) -> bool:
    """Every second digit from the right counts double, its digits added; the sum is a multiple of ten."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
