"""Time zones by their IANA names: which there are, and whether a name is one."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

CONTINENTS = frozenset(
    ["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"]
)


@cache
def known_zones() -> frozenset[str]:
    """Every name this machine's zone data knows, old aliases such as US/Pacific included."""
    return frozenset(available_timezones()) - {"Factory", "localtime"}


@cache
def zone_choices() -> tuple[tuple[str, str], ...]:
    """Names worth offering in a form, with readable labels: UTC, then continent/city in alphabetical order."""
    cities = sorted(name for name in known_zones() if name.partition("/")[0] in CONTINENTS and "/" in name)
    return (("UTC", "UTC"), *((name, name.replace("_", " ")) for name in cities))


def validate_zone(name: str) -> None:
    """ValidationError unless `name` is an IANA zone, written exactly."""
    if name not in known_zones():
        raise ValidationError(_("Choose a time zone from the list, such as Europe/London."), code="zone")


def zone_named(name: str) -> ZoneInfo:
    """The zone of that name; ValidationError when there is none (never a path or a file that is not a zone)."""
    validate_zone(name)
    return ZoneInfo(name)
