"""Days and figures inside a sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.formats import number_format

from ground.languages import written_day


def in_full(day: date) -> str:
    """1 July 2024, in the reader's language."""
    return written_day(day, "long-year")


def figure(number: Decimal | int) -> str:
    """A number without the zeros behind it, in the reader's notation: 8, 12.75, 1,250."""
    plain = format(Decimal(number), "f")
    return str(number_format(plain.rstrip("0").rstrip(".") if "." in plain else plain, force_grouping=True))


def place_of(zone: str) -> str:
    """The city a zone is named for: London, Los Angeles; a zone of no city as it is: UTC."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")
