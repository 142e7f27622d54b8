"""Time zones by name: a list to choose from, and a refusal of everything else."""

import pytest
from django.core.exceptions import ValidationError

from ground.worktime.zones import validate_zone, zone_choices, zone_named

from .calendars import ZONES


def test_the_zones_to_choose_from_are_cities_and_utc():
    offered = dict(zone_choices())
    assert next(iter(offered)) == "UTC"
    assert offered["America/Sao_Paulo"] == "America/Sao Paulo"
    assert set(ZONES) <= set(offered)
    assert not any(name.startswith(("Etc/", "US/", "posix", "right")) for name in offered)


@pytest.mark.parametrize("name", ["UTC", "US/Pacific", "Asia/Calcutta", *ZONES])
def test_a_known_name_is_a_zone(name):
    validate_zone(name)
    assert zone_named(name).key == name


@pytest.mark.parametrize(
    "name",
    ["", "Europe/Leeds", "europe/london", "../../etc/passwd", "/etc/localtime", "UTC\x00", "Europe", "A" * 9999],
)
def test_anything_else_is_refused_in_a_sentence(name):
    with pytest.raises(ValidationError, match="Choose a time zone from the list"):
        zone_named(name)
