"""Times in the zone and locale of their reader, with the zone named, also on nights that have an hour twice."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.updates.letters_made import contact, letter, plain
from updates.instants import Reader, length


@pytest.mark.parametrize(
    ("zone", "locale", "at", "said"),
    [
        ("America/Los_Angeles", "", "2026-11-20T20:00", "Friday 20 November, 12:00 Pacific Time"),
        ("America/Los_Angeles", "en_US", "2026-11-20T20:00", "Friday, November 20, 12:00\u00a0PM Pacific Time"),
        ("America/Los_Angeles", "de_DE", "2026-11-20T20:00", "Friday 20 November, 12:00 Pacific Time"),
        ("Pacific/Auckland", "en_NZ", "2026-11-20T20:00", "Saturday 21 November, 9:00\u00a0am New Zealand Time"),
        ("Asia/Kathmandu", "", "2026-11-20T20:00", "Saturday 21 November, 01:45 Nepal Time"),
        ("Europe/London", "en_GB", "2026-07-01T08:00", "Wednesday 1 July, 09:00 United Kingdom Time"),
        ("UTC", "", "2026-07-01T08:00", "Wednesday 1 July, 08:00 UTC"),
        ("Etc/GMT+5", "", "2026-07-01T08:00", "Wednesday 1 July, 03:00 UTC-05:00"),
        # The night the clocks go back: 01:30 comes twice, so the letter says which one.
        ("America/Los_Angeles", "", "2026-11-01T08:30", "Sunday 1 November, 01:30 Pacific Daylight Time"),
        ("America/Los_Angeles", "", "2026-11-01T09:30", "Sunday 1 November, 01:30 Pacific Standard Time"),
        ("America/Los_Angeles", "", "2026-11-01T10:30", "Sunday 1 November, 02:30 Pacific Time"),
        ("Pacific/Auckland", "", "2027-04-03T13:30", "Sunday 4 April, 02:30 New Zealand Daylight Time"),
        ("Pacific/Auckland", "", "2027-04-03T14:30", "Sunday 4 April, 02:30 New Zealand Standard Time"),
        # The night they go forward: the hour after 01:59 is 03:00.
        ("America/Los_Angeles", "", "2026-03-08T09:59", "Sunday 8 March, 01:59 Pacific Time"),
        ("America/Los_Angeles", "", "2026-03-08T10:00", "Sunday 8 March, 03:00 Pacific Time"),
        ("Europe/London", "", "2026-03-29T01:00", "Sunday 29 March, 02:00 United Kingdom Time"),
    ],
)
def test_a_promised_instant_is_said_in_the_readers_own_time(zone, locale, at, said):
    instant = datetime.fromisoformat(at).replace(tzinfo=UTC)
    text = " ".join(plain(letter(contact(zone=zone, locale=locale), next_at=instant)).split())
    assert f"again by {' '.join(said.split())}." in text


def test_a_contacts_own_zone_wins_over_the_customers():
    to = contact(zone="America/Los_Angeles")
    to.zone = "Pacific/Auckland"
    assert "Saturday 21 November, 09:00 New Zealand Time" in " ".join(plain(letter(to)).split())


def test_a_language_without_words_of_ours_is_written_in_english_with_english_dates():
    assert "Friday 20 November, 12:00 Pacific Time" in plain(letter(contact(language="pl", locale="pl_PL")))


@pytest.mark.parametrize("locale", ["", "xx_YY", "en_US.UTF-8", "../..", "de", "en"])
def test_a_locale_nobody_knows_is_no_reason_not_to_write(locale):
    assert "20" in plain(letter(contact(locale=locale)))


def test_the_year_is_said_when_it_is_another_one():
    reader = Reader(ZoneInfo("UTC"), "en_GB", "en")
    now = datetime(2026, 12, 30, tzinfo=UTC)
    assert reader.day(now + timedelta(days=3), now=now) == "Saturday 2 January 2027"
    assert reader.short_day(now - timedelta(days=3), now=now) == "Sun 27 Dec"


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=1), "1 minute"),
        (timedelta(minutes=40, seconds=59), "40 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=2, minutes=10), "2 hours 10 minutes"),
        (timedelta(hours=24), "1 day"),
        (timedelta(days=3, hours=5), "3 days"),
    ],
)
def test_a_length_of_time_as_a_person_says_it(span, said):
    assert length(span) == said
