"""A house with one manager: what that manager asks waits, and the page says who is missing and who can add one."""

import pytest
from django.urls import reverse

from ground.accounts.models import Person, Role, Team
from ground.decisions.models import Decision
from ground.money.amounts import Money
from ground.outbox.models import Letter
from ground.worktime.now import now as clock
from recovery.closing import ask_override
from recovery.deciders import may_anybody_decide, nobody_decides
from recovery.deciding import waiting_for
from recovery.decision_kinds import DISPUTE, REFUND
from recovery.refunding import ask_to_approve, set_refund
from tests import make, make_closings

pytestmark = pytest.mark.django_db
MISSING = "Nobody can decide this yet: besides Dana Whitfield, no manager answers for the team West."
HOW = "Ana Petrova can make somebody a manager, under People and Teams."


@pytest.fixture
def alone(cast):
    """Dana manages West, and nobody is above her; she looks after a customer herself."""
    Team.objects.filter(name="Brightwater").update(manager=None)
    return make_closings.ready(cast.dana, now=clock(), value=6)


def ask(incident, by):
    letter = make_closings.letter(incident)
    return ask_override(incident, reason="Her wish.", letter=letter, by=by, now=clock())


def test_the_closing_page_says_who_is_missing_before_and_after_asking(client, alone, dana):
    client.force_login(dana)
    address = reverse("desk:close", args=[alone.reference])
    for _look in ("before", "after"):
        shown = client.get(address).content.decode()
        assert MISSING in shown
        assert HOW in shown
        if not Decision.objects.exists():
            ask(alone, dana)


def test_the_question_waits_and_the_administrators_hear_whom_to_add(client, alone, dana, administrator):
    decision = ask(alone, dana)
    letter = Letter.objects.get(recipient=administrator.email)
    said = bytes(letter.raw).decode()
    assert "Nobody can decide for the team West" in said
    assert "/people/teams/" in said
    assert alone.title not in said, "of a mistake an administrator knows the customer and no more"
    client.force_login(dana)
    assert MISSING in client.get(reverse("board:decision", args=[decision.pk])).content.decode()


def test_a_new_manager_finds_the_question_waiting(alone, dana, cast):
    decision = ask(alone, dana)
    new = make.person("Omar Said", role=Role.MANAGER, team=cast.top.team)
    Team.objects.filter(name="Brightwater").update(manager=new)
    assert list(waiting_for(new)) == [decision]
    assert nobody_decides(alone, DISPUTE, asked_by=dana) == ""


def test_money_may_be_decided_by_finance_and_the_refund_page_says_when_nobody_can(client, alone, dana, cast):
    assert may_anybody_decide(alone, REFUND, asked_by=dana)
    assert not may_anybody_decide(alone, DISPUTE, asked_by=dana)
    Person.objects.filter(pk=cast.finance.pk).update(is_active=False)
    set_refund(alone, amount=Money.of("10.00", "USD"), words="One invoice", by=dana, now=clock())
    ask_to_approve(alone, reason="", by=dana, now=clock())
    client.force_login(dana)
    assert MISSING in client.get(reverse("desk:refund", args=[alone.reference])).content.decode()


def test_where_there_is_another_manager_nobody_is_troubled(cast, dana, administrator):
    incident = make_closings.ready(dana, now=clock(), value=6)
    ask(incident, dana)
    assert not Letter.objects.filter(recipient=administrator.email).exists()
    assert nobody_decides(incident, DISPUTE, asked_by=cast.john) == "", "what John asks, Dana decides"


def test_without_an_administrator_the_sentence_still_says_who_could(alone, dana, administrator):
    Person.objects.filter(pk=administrator.pk).update(is_active=False)
    assert "An administrator can make somebody a manager" in nobody_decides(alone, DISPUTE, asked_by=dana)
