"""What a country says about zone, language and currency, from the tables of CLDR that babel carries. Pure."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale
from babel.core import get_global

# Where CLDR lists several zones and nearly everybody lives in one: the others are islands, bases and enclaves.
_MAIN_ZONE = {
    "AR": "America/Argentina/Buenos_Aires",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
    "VN": "Asia/Ho_Chi_Minh",
}
_EXAMPLE_ZONE = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "ID": "Asia/Jakarta",
    "MX": "America/Mexico_City",
    "RU": "Europe/Moscow",
    "US": "America/Chicago",
}
_ALSO_CALLED = {
    "usa": "US",
    "u.s.a.": "US",
    "u.s.": "US",
    "us of a": "US",
    "uk": "GB",
    "great britain": "GB",
    "grossbritannien": "GB",
    "grande-bretagne": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "holland": "NL",
    "d": "DE",
    "a": "AT",
    "f": "FR",
    "i": "IT",
    "e": "ES",
    "brd": "DE",
    "czech republic": "CZ",
}
_NAMES_IN = ("en", "de", "fr", "es", "it", "nl")


def country_code(text: str) -> str:
    """The two letters of a country written as code or as name in six languages; empty when it is none we know."""
    folded = " ".join(text.casefold().split())
    return _ALSO_CALLED.get(folded, "") or _codes().get(folded, "")


def zones_of(country: str) -> tuple[str, ...]:
    """The zones of a country; one where one is meant by nearly everybody."""
    if country in _MAIN_ZONE:
        return (_MAIN_ZONE[country],)
    return tuple(sorted(get_global("territory_zones").get(country, ())))


def example_zone(country: str) -> str:
    """A zone of this country that people know."""
    return _EXAMPLE_ZONE.get(country) or next(iter(zones_of(country)), "Europe/London")


def country_of(zone: str) -> str:
    found = get_global("zone_territories").get(zone, "")
    return str(found) if len(str(found)) == 2 else ""


def currency_of(country: str) -> str:
    """The currency that is legal tender in a country now; empty when none is known."""
    for code, _since, until, tender in get_global("territory_currencies").get(country, ()):
        if until is None and tender:
            return str(code)
    return ""


def language_code(text: str) -> str:
    """The language of a code ("de", "de-AT") or of a name in six languages; empty when it is none we know."""
    folded = " ".join(text.casefold().split())
    return _languages().get(folded, "") or _languages().get(re.split("[-_]", folded)[0], "")


def locale_of(language: str, country: str) -> str:
    """How dates and money are written there: "de-AT"; only the language where the country is not known."""
    return f"{language}-{country}" if country else language


@cache
def _codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for language in _NAMES_IN:
        for code, name in Locale(language).territories.items():
            if code in get_global("territory_zones") and code != "ZZ":
                codes.setdefault(name.casefold(), code)
                codes.setdefault(code.casefold(), code)
    return codes


@cache
def _languages() -> dict[str, str]:
    codes: dict[str, str] = {}
    for language in _NAMES_IN:
        for code, name in Locale(language).languages.items():
            if len(code) == 2:
                codes.setdefault(code, code)
                codes.setdefault(name.casefold(), code)
    return codes
