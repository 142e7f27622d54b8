"""What the customer sees of a calculated refund: nothing before it is approved, then the sum and every line."""

import csv
import io

import pytest

from ground.decisions.models import Decision
from ground.worktime.now import now as read_now
from recovery.deciding import approve
from recovery.refunding import ask_to_approve, set_refund_by
from refunds.line_choices import answer_question
from refunds.models import Calculation
from tests import make_cases
from tests.refunds import make_rows
from tests.refunds.make import day
from updates.links import link_for, token_of

pytestmark = pytest.mark.django_db
KINDS = ("pdf", "csv", "xlsx")


@pytest.fixture
def told(john):
    instant = read_now() - make_cases.HOUR
    return make_cases.told(make_cases.halvorsen(john), now=instant, next_at=instant + 30 * make_cases.HOUR)


@pytest.fixture
def here(told):
    contact = told.customer.contacts.get(speaks=True)
    return f"/s/{token_of(link_for(told, contact, now=read_now()))}"


def calculated(told, john) -> Calculation:
    instant = read_now()
    first = make_rows.reckoned(told, by=john, now=instant)
    answer = {"asked": "payment_day", "about": "B", "answer": "day", "day": day("2024-09-13"), "why": "Bank."}
    sheet = answer_question(first, **answer, by=john, now=instant)
    set_refund_by(told, sheet, by=john, now=instant)
    return sheet


def approved(told, john, dana):
    sheet = calculated(told, john)
    ask_to_approve(told, reason="", by=john, now=read_now())
    approve(Decision.objects.waiting().get(), by=dana, now=read_now(), amount=sheet.owed, version=1)
    return sheet


def test_before_it_is_approved_nothing_of_it_is_told(client, told, here, john):
    calculated(told, john)
    assert "What we owe you" not in client.get(here).content.decode()
    assert [client.get(f"{here}/refund.{kind}").status_code for kind in KINDS] == [404] * 3


def test_once_approved_the_sum_and_the_files_stand_on_the_page(client, told, here, john, dana):
    sheet = approved(told, john, dana)
    page = client.get(here).content.decode()
    assert "We owe you $338.89." in page.replace("\n", " ")
    assert f"{here}/refund.pdf" in page
    rows = list(csv.reader(io.StringIO(client.get(f"{here}/refund.csv").content.decode("utf-8-sig"))))
    assert rows[-1][12] == str(sheet.owed.decimal) == "338.89"
    assert client.get(f"{here}/refund.pdf").content.startswith(b"%PDF-1.7")
    answer = client.get(f"{here}/refund.xlsx")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store, private")


def test_a_new_sum_takes_it_off_the_page_until_it_is_approved(client, told, here, john, dana):
    sheet = approved(told, john, dana)
    later = make_rows.sheet(
        told.customer, john, refund=sheet.refund, rates=sheet.rates, on="2026-03-14", currency="USD"
    )
    set_refund_by(told, later, by=john, now=read_now())
    assert "What we owe you" not in client.get(here).content.decode()
    assert client.get(f"{here}/refund.csv").status_code == 404
