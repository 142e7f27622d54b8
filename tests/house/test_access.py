"""Every address, opened and used by everybody: what is not theirs is not there, and looking leaves no trace."""

import pytest
from django.urls import reverse

from tests.everything import changed, everything
from tests.house.the_routes import EVERYBODY, ONLY_IN_THE_DEMO, OUT, ROLES, ROUTES, TEAM, build, in_the_house

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
BESIDE_THE_HOUSE = frozenset({"sessions.Session", "accounts.Tries"})
"""Who is signed in, and how often something was tried from outside: counted by looking, and meant to be."""

OTHERS = sorted((EVERYBODY | OUT) - TEAM)


@pytest.fixture
def world(cast):
    return build(cast)


@pytest.fixture
def visit(client, world):
    """A client signed in as one role; `out` is nobody."""

    def signed_in(role):
        if role != "out":
            client.force_login(world.who(role))
        return client

    return signed_in


def to_sign_in(answer) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith("/sign-in/?next=")


def refused(answer, role, *, has_method) -> bool:
    """The one right answer to somebody who may not: as for an address that does not exist; signed out, the door."""
    if not has_method and answer.status_code == 405:
        return True
    return to_sign_in(answer) if role == "out" else answer.status_code == 404


def test_every_route_has_a_line_in_the_table():
    assert in_the_house() - ONLY_IN_THE_DEMO == set(ROUTES)


@pytest.mark.parametrize("role", ROLES)
def test_everybody_opens_their_own_and_nothing_else(visit, world, role):
    client, before = visit(role), everything(but=BESIDE_THE_HOUSE)
    wrong = []
    for name, route in ROUTES.items():
        for method in (client.get, client.head):
            answer = method(route.address(name, world))
            if role in route.opens:
                well = answer.status_code in (200, 503 if name == "healthz" else 200)
                well = well or (answer.status_code == 302 and not to_sign_in(answer))
            elif name.startswith("statuspage:") or not route.opens:
                well = answer.status_code in (404, 405) or (role == "out" and to_sign_in(answer))
            else:
                well = refused(answer, role, has_method=bool(route.opens))
            if not well:
                wrong.append((name, answer.status_code))
    assert wrong == []
    assert changed(before) == [], "GET and HEAD change nothing"


@pytest.mark.parametrize("role", OTHERS)
def test_a_post_to_what_is_not_theirs_finds_nothing_and_changes_nothing(visit, world, role):
    client, before = visit(role), everything(but=BESIDE_THE_HOUSE)
    wrong = []
    for name, route in ROUTES.items():
        if role in route.uses:
            continue
        answer = client.post(route.address(name, world), WHOLE)
        outside = name.startswith(("statuspage:", "account_", "mailbox:hook")) and answer.status_code in (404, 405)
        if not outside and not refused(answer, role, has_method=bool(route.uses)):
            wrong.append((name, answer.status_code))
    assert wrong == []
    assert changed(before) == []


WHOLE = {
    "note": "Mine now.",
    "act": "finish",
    "reason": "Because.",
    "state": "done",
    "text": "Words",
    "outcome": "kept",
    "ending": "duplicate",
    "heading": "Words",
    "body": "Words",
    "name": "Bayside",
    "first": "2030-01-01",
    "last": "2030-01-02",
}
"""Something for every form, so that a door that is open would let it in."""


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_a_post_to_what_is_theirs_is_answered(client, world, role):
    for name, route in ROUTES.items():
        if role in route.uses and name not in ("account_logout", "account_login", "account_reset_password"):
            client.force_login(world.who(role))
            status = client.post(route.address(name, world), {}).status_code
            assert status in (200, 302), (name, status)


@pytest.mark.parametrize("role", ["auditor", "finance"])
def test_who_only_reads_is_offered_no_button_that_changes_a_case(visit, world, role):
    client = visit(role)
    for name, args in (("desk:incident", [world.incident.reference]), ("desk:customer", [world.customer.slug])):
        page = client.get(reverse(name, args=args)).content.decode()
        for route, line in ROUTES.items():
            if route.startswith("desk:") and role not in line.uses | line.opens:
                address = line.address(route, world)
                assert f'"{address}"' not in page, (name, route)


def test_the_auditor_writes_nothing_and_reports_nothing(visit, world):
    client = visit("auditor")
    sent = {"customer": world.customer.name, "kind": "other", "what": "Seen.", "noticed": "us", "act": "check"}
    before = everything(but=BESIDE_THE_HOUSE)
    assert client.post("/log", sent).status_code == 404
    assert client.post("/log/preview", sent).status_code == 404
    assert changed(before) == []
