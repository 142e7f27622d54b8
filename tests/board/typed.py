"""What an administrator types on the pages of settings, whole and right; a test changes what it is about."""

from datetime import timedelta

from django.urls import reverse

from ground.worktime.models import SpecialDay
from ground.worktime.now import now
from tests import make

READ = ["settings", "working_time", "phrases", "company"]


def pages():
    """Every page for administrators only, with the calendar of the house and a customer at `kessler`."""
    calendar = make.calendar().pk
    SpecialDay.objects.get_or_create(calendar_id=calendar, on="2027-12-24")
    yield from (reverse(f"board:{name}") for name in ("find_customer", "open_calendar"))
    yield from (
        reverse(f"board:{name}", args=[calendar]) for name in ("calendar_place", "calendar_week", "calendar_day")
    )
    yield reverse("board:drop_day", args=[calendar, "2027-12-24"])
    yield reverse("board:own_rhythm", args=["kessler"])


def rhythm(**changes):
    fields = {
        "first_critical": "1:hours",
        "gap_critical": "4:hours",
        "first_high": "4:working_hours",
        "gap_high": "1:working_days",
        "first_medium": "1:working_days",
        "gap_medium": "2:working_days",
        "first_low": "2:working_days",
        "gap_low": "5:working_days",
    }
    return {**fields, "why": "Customers asked to hear sooner", **changes}


def week(**changes):
    return {**{f"day_{n}": "08:00-12:00, 12:30-17:00" for n in range(5)}, "why": "Longer days", **changes}


def company(**changes):
    fields = {"name": "Brightwater", "sender": "care@brightwater.example", "zone": "Europe/London", "language": "en"}
    return {**fields, "calendar": make.calendar().pk, "why": "We moved", **changes}


def place(**changes):
    return {"name": "Leeds", "zone": "Europe/London", "country": "GB", "region": "ENG", "why": "New office", **changes}


def day(**changes):
    on = (now() + timedelta(days=30)).date().isoformat()
    return {"on": on, "label": "Stocktaking", "blocks": "08:00-12:00", "why": "Stocktaking", **changes}


def words(answer):
    return " ".join(answer.content.decode().split())
