"""Public holidays by country and region, from the `holidays` package, loaded ten years at a time when asked."""

from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache

import holidays
from babel import Locale

DECADE = 10


class HolidaysUnknown(ValueError):
    """No public holidays are known for this country or region."""


def is_holiday_in(country: str, region: str = "") -> Callable[[date], bool]:
    """A rule that says whether a date is a public holiday; without a country no date is one.

    The package knows most countries to the year 2100; later years have no holidays. HolidaysUnknown for a country or
    region it does not know.
    """
    if not country:
        return lambda day: False
    check_known(country, region)

    def is_holiday(day: date) -> bool:
        return day in _of_year(country, region, day.year)

    return is_holiday


def holidays_by_year(country: str, region: str = "") -> Callable[[int], frozenset[date]]:
    """The same holidays, a year at a time."""
    if not country:
        return lambda year: frozenset()
    check_known(country, region)
    return lambda year: _of_year(country, region, year)


def named_holidays(country: str, region: str, year: int) -> dict[date, str]:
    """The public holidays of a year with the names their country gives them; none without a country."""
    if not country:
        return {}
    check_known(country, region)
    return dict(sorted(_named(country, region, year)))


def check_known(country: str, region: str) -> None:
    """HolidaysUnknown for a country, or a region of it, that the package does not know; no country at all is fine."""
    if not country and not region:
        return
    known = _supported().get(country)
    if known is None or (region and region not in known):
        raise HolidaysUnknown(f"{country} {region}".strip())


def countries(locale: Locale) -> list[tuple[str, str]]:
    """Codes and names of the countries whose holidays are known, sorted by name in the language of `locale`."""
    named = [(code, locale.territories.get(code, code)) for code in _supported()]
    return sorted(named, key=lambda pair: (pair[1].casefold(), pair[0]))


def regions(country: str) -> list[tuple[str, str]]:
    """Codes and names of the regions of a country with holidays of their own; empty when there are none."""
    if country not in _supported():
        return []
    named: dict[str, str] = {}
    for name, code in holidays.country_holidays(country).subdivisions_aliases.items():
        named[code] = max(named.get(code, ""), name, key=len)
    return sorted(((code, named.get(code, code)) for code in _supported()[country]), key=lambda pair: pair[1])


@cache
def _supported() -> dict[str, list[str]]:
    return holidays.list_supported_countries(include_aliases=False)


@lru_cache(maxsize=256)
def _named(country: str, region: str, year: int) -> tuple[tuple[date, str], ...]:
    found = holidays.country_holidays(country, subdiv=region or None, years=[year])
    return tuple((day, name) for day, name in found.items() if day.year == year)


@lru_cache(maxsize=8192)
def _of_year(country: str, region: str, year: int) -> frozenset[date]:
    return frozenset(day for day in _of_decade(country, region, year // DECADE) if day.year == year)


@lru_cache(maxsize=1024)
def _of_decade(country: str, region: str, decade: int) -> frozenset[date]:
    years = range(max(1, decade * DECADE), decade * DECADE + DECADE)
    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=years))
