"""What each role may do, as the product says it."""

import pytest

from ground.accounts.roles import Reach, Role, powers_of


@pytest.mark.parametrize(
    ("role", "reach", "writes", "outline", "money", "feelings", "decides", "administers"),
    [
        (Role.ACCOUNT_MANAGER, Reach.OWN, True, False, True, True, False, False),
        (Role.MANAGER, Reach.TEAMS, True, False, True, True, True, False),
        (Role.FINANCE, Reach.ALL, True, False, True, False, True, False),
        (Role.AUDITOR, Reach.ALL, False, False, True, True, False, False),
        (Role.ADMINISTRATOR, Reach.ALL, True, True, False, False, False, True),
        (Role.COLLEAGUE, Reach.NOBODY, True, False, False, False, False, False),
    ],
)
def test_the_table_of_roles(role, reach, writes, outline, money, feelings, decides, administers):
    powers = powers_of(role)
    assert (powers.reach, powers.writes, powers.outline) == (reach, writes, outline)
    assert (powers.money, powers.feelings) == (money, feelings)
    assert (powers.decides, powers.administers) == (decides, administers)


def test_every_role_is_in_the_table_and_an_unknown_one_is_an_error():
    for role in Role:
        powers_of(role)
    with pytest.raises(ValueError, match="owner"):
        powers_of("owner")


def test_who_watches_over_reminders_and_who_reads_the_settings_of_the_house():
    assert {role for role in Role if powers_of(role).watches} == {Role.MANAGER, Role.AUDITOR, Role.ADMINISTRATOR}
    assert {role for role in Role if powers_of(role).settings} == {Role.MANAGER, Role.ADMINISTRATOR}
