"""Moments and days as a reader says them: in their zone and locale, with the zone named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, get_timezone_gmt, get_timezone_name
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from customers.models import Contact, Customer
    from ground.accounts.models import Person
    from incidents.models import Incident

PLAIN = "en_GB"
"""24 hours and day before month, unless the customer's locale says otherwise (DESIGN.md, 5)."""
LONG = {
    "en": "EEEE d MMMM",
    "en_US": "EEEE, MMMM d",
    "de": "EEEE, d. MMMM",
    "fr": "EEEE d MMMM",
    "es": "EEEE, d 'de' MMMM",
    "nl": "EEEE d MMMM",
    "ja": "M月d日EEEE",
}
YEAR = {
    "en": " y",
    "en_US": ", y",
    "de": " y",
    "fr": " y",
    "es": " 'de' y",
    "nl": " y",
}


@dataclass(frozen=True)
class Reader:
    """Where and how somebody reads times: an IANA zone, a locale such as "en_GB", a language such as "en"."""

    zone: ZoneInfo
    locale: str
    language: str

    @classmethod
    def of_contact(cls, contact: Contact) -> Reader:
        """Their zone and language; the customer's locale where it is of the same language."""
        language = spoken(contact.local_language)
        return cls(ZoneInfo(contact.local_zone), locale_for(language, contact.customer.locale), language)

    @classmethod
    def of_customer(cls, customer: Customer) -> Reader:
        language = spoken(customer.language)
        return cls(ZoneInfo(customer.zone), locale_for(language, customer.locale), language)

    @classmethod
    def of_readers(cls, incident: Incident) -> Reader:
        """Who speaks for the customer, else the customer: for words that are begun before their readers are chosen."""
        return cls.of_contact(incident.speaker) if incident.speaker else cls.of_customer(incident.customer)

    @classmethod
    def of_person(cls, person: Person) -> Reader:
        return cls(ZoneInfo(person.zone), locale_for(person.reads, ""), person.reads)

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    def day(self, at: datetime, *, now: datetime | None = None) -> str:
        """ "Friday 20 November"; with the year when it is not that of `now`."""
        other_year = now is not None and self.local(now).year != self.local(at).year
        return self.full_day(at) if other_year else _written(self.local(at).date(), _long(self, at), self.locale)

    def full_day(self, at: datetime) -> str:
        """ "Friday 20 November 2026"."""
        if self.language == "ja":
            return _written(self.local(at).date(), "full", self.locale)
        return _written(self.local(at).date(), _long(self, at) + _pattern(YEAR, self), self.locale)

    def short_day(self, at: datetime, *, now: datetime | None = None) -> str:
        """ "Fri 20 Nov"; "Fri 20 Nov 2025" when the year is not that of `now`."""
        other_year = now is not None and self.local(now).year != self.local(at).year
        if self.language == "ja":
            return format_skeleton("yMMMEd" if other_year else "MMMEd", self.local(at), locale=self.locale)
        pattern = _long(self, at) + (_pattern(YEAR, self) if other_year else "")
        return _written(self.local(at).date(), pattern.replace("EEEE", "EEE").replace("MMMM", "MMM"), self.locale)

    def time(self, at: datetime) -> str:
        """ "13:00"; an hour that comes twice on the night the clocks go back says which one."""
        local = self.local(at)
        words = _on_the_clock(time(local.hour, local.minute), self.locale)
        return _in_zone(words, self._exact_zone(local)) if comes_twice(local) else words

    def moment(self, at: datetime, *, now: datetime | None = None) -> str:
        """ "Friday 20 November, 12:00"."""
        return _("%(day)s, %(time)s") % {"day": self.day(at, now=now), "time": self.time(at)}

    def moment_with_zone(self, at: datetime, *, now: datetime | None = None) -> str:
        """ "Friday 20 November, 12:00 Pacific Time"."""
        moment = self.moment(at, now=now)
        return moment if comes_twice(self.local(at)) else _in_zone(moment, self.zone_name)

    @property
    def zone_name(self) -> str:
        """ "Pacific Time"; where the zone has no name of its own, its distance from UTC or its city."""
        if self.zone.key in ("UTC", "Etc/UTC", "GMT", "Etc/GMT"):
            return "UTC"
        if self.zone.key.startswith("Etc/"):
            return "UTC" + get_timezone_gmt(datetime(2000, 1, 1, tzinfo=self.zone), width="iso8601", locale="en")
        return get_timezone_name(self.zone, width="long", locale=self.locale, zone_variant="generic")

    def is_today(self, at: datetime, now: datetime) -> bool:
        return self.local(at).date() == self.local(now).date()

    def _exact_zone(self, local: datetime) -> str:
        return get_timezone_name(local, width="long", locale=self.locale)


# A page names the same days and hours many times, and babel reads its pattern anew each time.
@lru_cache(maxsize=4096)
def _written(day: date, pattern: str, locale: str) -> str:
    return format_date(day, pattern, locale)


@lru_cache(maxsize=4096)
def _on_the_clock(hour: time, locale: str) -> str:
    return format_time(hour, "short", locale=locale).replace("\u202f", "\u00a0")


def _in_zone(moment: str, zone: str) -> str:
    """ "Friday 20 November, 12:00 Pacific Time"; most languages set the zone in brackets, so it brings none."""
    return _("%(moment)s %(zone)s") % {"moment": moment, "zone": zone.replace("(", "").replace(")", "")}


def _long(reader: Reader, at: datetime) -> str:
    """Weekday, day and month; the French first of a month is "1er"."""
    first = reader.language == "fr" and reader.local(at).day == 1
    return _pattern(LONG, reader).replace(" d ", " d'er' ") if first else _pattern(LONG, reader)


def _pattern(patterns: dict[str, str], reader: Reader) -> str:
    return patterns.get(reader.locale) or patterns.get(reader.language) or patterns["en"]


def spoken(language: str) -> str:
    """The language a customer is written to in: theirs where we speak it, else English."""
    short = language.replace("_", "-").split("-")[0].lower()
    return short if short in settings.PAGE_LANGUAGES else "en"


def locale_for(language: str, wanted: str) -> str:
    """The locale of dates and times: the wanted one where it is of that language, else the plain one of it."""
    try:
        found = Locale.parse(wanted.replace("-", "_")) if wanted else None
    except (ValueError, UnknownLocaleError):
        found = None
    if found is not None and found.language == language and found.territory:
        return str(found)
    return PLAIN if language == "en" else language


def comes_twice(local: datetime) -> bool:
    """Whether the clock on the wall shows this time twice that night."""
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset() and not _in_gap(local)


def _in_gap(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() < local.replace(fold=1).utcoffset()  # type: ignore[operator]


def length(span: timedelta) -> str:
    """ "40 minutes", "2 hours 10 minutes", "3 days": as long as a person says it, rounded down, at least a minute."""
    minutes = max(1, int(span.total_seconds()) // 60)
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        words = ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
        return f"{words} {length(timedelta(minutes=minutes))}" if minutes else words
    return ngettext("%(n)s day", "%(n)s days", hours // 24) % {"n": hours // 24}
