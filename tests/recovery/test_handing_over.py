"""A customer is handed over with everything that runs; only a yes moves it, and the customer reads of it once."""

from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers.handovers import HandoverRefused
from ground.money.amounts import Money
from ground.outbox.models import Letter
from incidents import evidence
from incidents.models import Fact
from recovery.handing_over import hand_over, take_over
from recovery.refunding import set_refund
from tests import make, make_cases, make_steps
from updates.sending import send_update, undo_update

pytestmark = pytest.mark.django_db
LINE = "I have taken over from John Reyes and have read everything you told us."


@pytest.fixture
def case(john, now):
    return make_cases.told(make_cases.halvorsen(john), now=now, next_at=now + make_cases.HOUR * 48)


@pytest.fixture
def nora(john):
    return make.person("Nora Quist", team=john.team, email="nora@brightwater.example")


def asked(case, nora, john, now):
    return hand_over(case.customer, to=nora, line=LINE, only_for_them="She likes boats.", by=john, now=now)


def test_until_the_yes_nothing_changes(case, nora, john, now):
    asked(case, nora, john, now)
    case.refresh_from_db()
    case.customer.refresh_from_db()
    assert (case.owner, case.customer.account_manager) == (john, john)
    assert Letter.objects.get(key__startswith="staff:handover:").recipient == nora.email


def test_a_yes_moves_the_customer_and_every_running_recovery(case, nora, john, now):
    take_over(asked(case, nora, john, now), yes=True, by=nora, now=now)
    due = case.next_update_due_at
    case.refresh_from_db()
    case.customer.refresh_from_db()
    assert (case.owner, case.customer.account_manager, case.next_update_due_at) == (nora, nora, due)


def test_a_no_needs_a_reason_and_changes_nothing(case, nora, john, now):
    handover = asked(case, nora, john, now)
    with pytest.raises(HandoverRefused, match="why not"):
        take_over(handover, yes=False, by=nora, now=now)
    take_over(handover, yes=False, by=nora, now=now, why="I am away from Monday.")
    case.refresh_from_db()
    assert case.owner == john
    assert asked(case, nora, john, now).pk != handover.pk


def test_only_the_one_who_was_asked_answers(case, nora, john, now):
    with pytest.raises(HandoverRefused, match="Only Nora"):
        take_over(asked(case, nora, john, now), yes=True, by=john, now=now)


def test_one_is_asked_at_a_time(case, nora, john, now):
    asked(case, nora, john, now)
    with pytest.raises(HandoverRefused, match="asked already"):
        asked(case, nora, john, now)


def bodies(update) -> list[str]:
    letters = Letter.objects.filter(about=f"update:{update.pk}", customer=True)
    return [bytes(letter.raw).decode() for letter in letters]


def test_the_first_letter_says_so_once_and_again_when_it_was_taken_back(case, nora, john, now):
    take_over(asked(case, nora, john, now), yes=True, by=nora, now=now)
    case.refresh_from_db()
    write = {"telling": make_cases.telling(case.customer, now + make_cases.HOUR * 72), "by": nora}
    first = send_update(case, now=now + make_cases.MINUTE, **write)
    assert all("taken over from John Reyes" in body for body in bodies(first))
    undo_update(first, by=nora, now=now + make_cases.MINUTE)
    second = send_update(case, now=now + make_cases.MINUTE * 2, **write)
    assert all("taken over from John Reyes" in body for body in bodies(second))
    third = send_update(case, now=now + make_cases.MINUTE * 3, **write)
    assert not any("taken over" in body for body in bodies(third))


def test_the_page_is_for_the_one_who_is_asked_and_for_nobody_else(case, nora, john, now, client, priya):
    handover = asked(case, nora, john, now)
    address = reverse("desk:take_over", args=[handover.pk])
    for person, status in ((nora, 200), (john, 404), (priya, 404)):
        client.force_login(person)
        assert client.get(address).status_code == status
    client.force_login(nora)
    page = client.get(address).content.decode()
    assert "She likes boats." in page
    assert case.title in page
    client.post(address, {"act": "yes"})
    case.refresh_from_db()
    assert case.owner == nora


def test_the_page_carries_facts_their_version_the_money_and_what_is_still_to_be_done(case, nora, john, now, client):
    """So that the customer tells nothing twice; and it asks the same few statements however much there is."""
    make_steps.facts(case, by=john, now=now)
    make_steps.remedy(case, by=john, now=now, text="Corrected price list, signed")
    set_refund(case, amount=Money.of("21317.35", "USD"), words="44 invoices", by=john, now=now)
    handover = asked(case, nora, john, now)
    client.force_login(nora)
    address = reverse("desk:take_over", args=[handover.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        page = unescape(client.get(address).content.decode())
    for words in (
        "“Your invoices say 46.50 a pallet. Our contract says 38.00.”",
        "Contract signed at 38.00 a pallet",
        "HMS-2023",
        "Corrected price list, signed",
        "$21,317.35 to go of $21,317.35",
    ):
        assert words in page
    for number in range(20):
        fact = {"happened_on": now.date(), "text": f"Invoice {number}", "source": "the ledger"}
        evidence.add(Fact, case, by=john, now=now, **fact)
        make_steps.prevention(case, by=john, now=now, text=f"Check {number}")
    second = make_cases.told(case.customer, now=now, next_at=now + make_cases.HOUR * 50, kind="other")
    make_steps.frame(second, by=john, now=now)
    with CaptureQueriesContext(connection) as many:
        page = client.get(address).content.decode()
    assert make_steps.SENTENCE in page
    assert "9 more facts are in step 2." in page
    assert len(many) == len(few)
