"""The refund page of an incident: a sum with its reason, a yes, payments; each refusal is one sentence."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ground.decisions.models import Decision
from ground.money.amounts import Money
from ground.worktime.now import now as read_now
from recovery.deciding import approve
from recovery.refunding import refund_of
from refunds.models import Payment
from tests import make_cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(john):
    instant = read_now()
    return make_cases.told(make_cases.halvorsen(john), now=instant, next_at=instant + 30 * make_cases.HOUR)


@pytest.fixture
def page(client, john, told):
    """John's browser: `page()` reads the refund, `page("sum", …)` sends a form and reads what follows."""
    client.force_login(john)

    def act(end="", **data):
        address = f"/i/{told.reference}/refund{'/' if end else ''}{end}"
        answer = client.post(address, data, follow=True) if data else client.get(address)
        return answer.content.decode()

    return act


def say_yes(dana, amount, version):
    decision = Decision.objects.waiting().get()
    approve(decision, by=dana, now=read_now(), amount=Money.of(amount, "USD"), version=version)


def test_from_no_sum_to_paid_the_page_says_what_is_next(page, dana, told):
    assert "No sum is set yet." in page()
    assert "Draft" in page("sum", amount="1,000.00", words="Two invoices")
    assert "Waiting for approval" in page("ask", reason="Promised for Friday.")
    say_yes(dana, "1000", 1)
    assert "It may be paid now." in page()
    good = {"kind": "payment", "value_on": read_now().date().isoformat()}
    assert "Part paid" in page("pay", amount="400", reference="HMS-1", **good)
    assert "Everything is paid back." in page("pay", amount="600", reference="HMS-2", **good)
    assert refund_of(told).paid == Money.of("1000", "USD")


def test_a_changed_sum_needs_a_new_yes_and_says_so(page, dana):
    page("sum", amount="1000", words="Two invoices")
    page("ask", reason="")
    say_yes(dana, "1000", 1)
    text = page("sum", amount="1100", words="Three invoices")
    assert "The sum changed from $1,000.00 to $1,100.00. Approval is needed again." in text
    refused = page("pay", kind="payment", amount="1", value_on=read_now().date().isoformat(), reference="X")
    assert "Nobody has approved this sum yet." in refused


def test_a_first_part_is_paid_under_its_own_yes_before_any_sum(page, dana, told):
    page("on-account", amount="100", reason="They wait.")
    say_yes(dana, "100", "")
    kind = f"on_account-{Decision.objects.get().pk}"
    text = page("pay", kind=kind, amount="100", value_on=read_now().date().isoformat(), reference="HMS-1")
    assert "$100.00 is noted as paid." in text
    assert Payment.objects.get().decision == Decision.objects.get()


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("-1", "must not be negative"),
        ("0", "above zero"),
        ("1e309", "Write the amount in figures"),
        ("NaN", "Write the amount in figures"),
        ("Infinity", "Write the amount in figures"),
        ("10.555", "USD has 2 decimals, not more."),
        ("€10", "in USD, not in €"),
        ("10 EUR", "in USD, not in EUR"),
        ("99999999999999999999", "too large"),
        ("1,00,0", "Write the amount in figures"),
        ("", "Write the amount."),
        ("٣", "Write the amount in figures"),
    ],
)
@pytest.mark.parametrize("end", ["sum", "on-account"])
def test_an_amount_that_cannot_be_is_refused_in_a_sentence(page, told, end, amount, said):
    text = page(end, amount=amount, words="A reason", reason="A reason")
    assert said in text
    assert "A reason" in text
    assert refund_of(told) is None


@pytest.mark.parametrize(
    ("day", "said"), [("2026-02-30", "Write the day like"), ("0001-01-01", "too far"), ("9999-12-31", "too far")]
)
def test_a_value_date_that_cannot_be_is_refused(page, dana, day, said):
    page("sum", amount="1000", words="Two invoices")
    page("ask", reason="")
    say_yes(dana, "1000", 1)
    assert said in page("pay", kind="payment", amount="1", value_on=day, reference="X")
    assert not Payment.objects.exists()


@pytest.mark.parametrize(
    ("who", "reads", "acts"),
    [
        ("finance", 200, 200),
        ("auditor", 200, 404),
        ("dana", 200, 200),
        ("priya", 404, 404),
        ("administrator", 404, 404),
    ],
)
def test_who_reads_and_who_acts(client, cast, told, who, reads, acts):
    client.force_login(getattr(cast, who))
    assert client.get(f"/i/{told.reference}/refund").status_code == reads
    assert client.get(f"/i/{told.reference}/refund/sum").status_code == acts


def test_the_statements_stay_within_bounds(client, page, dana, told):
    page("sum", amount="1000", words="Two invoices")
    page("ask", reason="")
    say_yes(dana, "1000", 1)
    for number in range(8):
        day = read_now().date().isoformat()
        page("pay", kind="payment", amount="10", value_on=day, reference=f"HMS-{number}")
    client.force_login(dana)
    for _visit in range(2):
        with CaptureQueriesContext(connection) as seen:
            page()
    assert len(seen) <= 12, "\n".join(query["sql"] for query in seen)
