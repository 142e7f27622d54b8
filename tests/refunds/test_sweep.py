"""Who else: the sweep finds what a plain loop finds, and says how sure it is."""

from decimal import Decimal

import pytest

from customers.models import Customer
from refunds.models import CustomerPriceList, Doubt, PriceList, Sure
from refunds.priced import Rule, overcharge
from refunds.sweep import sweep
from tests import make
from tests.refunds.lines import by_hand, made
from tests.refunds.make import day
from tests.refunds.make_rows import ITEM, agree, bill, credit_note

pytestmark = pytest.mark.django_db


def swept(rule=None, **more):
    return sweep(rule or Rule(item=ITEM), **more)


@pytest.mark.parametrize(
    ("difference", "quantity", "currency", "minor"),
    [
        (500_000, 250_000_000, "GBP", 12_500),
        (5_000, 1_000_000, "USD", 1),
        (4_999, 1_000_000, "USD", 0),
        (5_000, -1_000_000, "USD", -1),
        (500_000, 1_000_000, "JPY", 1),
        (1_234_567, 1_000_000, "KWD", 1235),
        (9 * 10**18, 9 * 10**18, "JPY", 81 * 10**24),
    ],
)
def test_a_line_is_rounded_once_to_its_currency(difference, quantity, currency, minor):
    assert overcharge(difference, quantity, currency) == minor


def test_the_sweep_of_20_000_lines_equals_a_plain_loop():
    made(1, lines=20_000)
    for rule in (Rule(), Rule("Item 5", None, day("2024-02-29"), day("2025-03-01"))):
        _above, sums = by_hand(item=rule.item, since=rule.since, until=rule.until)
        found = sweep(rule)
        assert sums and {(one.customer_id, one.currency): one.over_minor for one in found.affected} == sums
    assert sweep(Rule()).looked == 20_000


def test_it_takes_three_statements_however_many_there_are(django_assert_num_queries):
    made(2, lines=400)
    with django_assert_num_queries(3):
        sweep(Rule())


def test_the_worked_example_says_lines_invoices_and_days():
    customer = make.customer()
    agree(customer, ("2020-01-01", "11.40"), ("2024-07-01", "11.10"))
    bill(customer, "A", "2024-05-15", None)
    bill(customer, "B", "2024-08-15", None)
    bill(customer, "C", "2024-11-15", None)
    (one,) = swept().affected
    assert (one.lines, one.invoices, one.first, one.last) == (3, 3, day("2024-05-15"), day("2024-11-15"))
    assert (one.over_minor, one.currency, one.sure, one.doubts) == (52_500, "GBP", Sure.CERTAIN, ())


def test_who_was_billed_as_agreed_or_less_or_agreed_to_more_is_not_affected():
    for name, price in (("Same", "11.90"), ("More", "12"), ("Hartwell", "46.50")):
        customer = make.customer(name)
        agree(customer, ("2020-01-01", price))
        bill(customer, "A", "2024-05-15", None)
    found = swept(Rule(ITEM, agreed=Decimal("11.40"), currency="GBP"))
    assert not found.affected and (found.looked, found.customers) == (3, 3)


def test_a_price_of_their_own_goes_before_the_list():
    listed, own = make.customer("Listed"), make.customer("Own")
    prices = PriceList.objects.create(name="2024", currency="GBP", created_at=make.NOW)
    for customer in (listed, own):
        CustomerPriceList.objects.create(customer=customer, price_list=prices)
        bill(customer, "A", "2024-05-15", None)
    agree(own, ("2024-01-01", "11.80"))
    prices.prices.create(
        item=ITEM, unit_price=Decimal("11.40"), currency="GBP", valid_from=day("2024-01-01"), created_at=make.NOW
    )
    for rule in (Rule(ITEM), Rule(price_list=prices.pk), Rule(ITEM, prices.pk)):
        found = {one.customer_id: (one.over_minor, one.sure) for one in swept(rule).affected}
        assert found == {listed.pk: (12_500, Sure.LISTED), own.pk: (2_500, Sure.CERTAIN)}
    assert not swept(Rule(price_list=prices.pk + 1)).looked


def test_nothing_can_be_said_without_a_price_until_one_is_named():
    customer = make.customer()
    bill(customer, "A", "2024-05-15", None)
    assert (swept().affected, swept().unpriced) == ((), (customer.pk,))
    (one,) = swept(Rule(ITEM, agreed=Decimal("11.40"), currency="GBP")).affected
    assert (one.over_minor, one.sure, one.doubts) == (12_500, Sure.CHECK, (Doubt.NO_PRICE,))
    assert not swept(Rule(ITEM, agreed=Decimal("11.40"), currency="USD")).affected


def test_days_without_a_price_two_prices_and_something_given_back_are_looked_at_first():
    early, doubled, credited = (make.customer(name) for name in ("Early", "Doubled", "Credited"))
    agree(early, ("2024-06-01", "11.40"))
    bill(early, "A", "2024-05-15", None)
    bill(early, "B", "2024-06-01", None)
    agree(doubled, ("2024-01-01", "11.40"), ("2024-02-01", "11.30"))
    doubled.agreed_prices.filter(valid_from=day("2024-01-01")).update(valid_to=day("2025-01-01"))
    agree(credited, ("2024-01-01", "11.40"))
    for customer in (doubled, credited):
        bill(customer, "A", "2024-05-15", None)
    credit_note(credited, "A", "2024-05-20", quantity="-250", price="0.50")
    found = {one.customer_id: (one.over_minor, one.sure, one.doubts) for one in swept().affected}
    assert found == {
        early.pk: (12_500, Sure.CHECK, (Doubt.NO_PRICE,)),
        doubled.pk: (15_000, Sure.CHECK, (Doubt.TWO_PRICES,)),
        credited.pk: (12_500, Sure.CHECK, (Doubt.GIVEN_BACK,)),
    }


def test_a_return_at_the_wrong_price_reduces_it_and_one_of_everything_leaves_nothing():
    some, everything = make.customer("Some"), make.customer("Everything")
    for customer, back in ((some, "-10"), (everything, "-250")):
        agree(customer, ("2020-01-01", "11.40"))
        bill(customer, "A", "2024-05-15", None)
        credit_note(customer, "A", "2024-05-20", quantity=back)
    assert {one.customer_id: one.over_minor for one in swept().affected} == {some.pk: 12_000}


def test_the_first_and_the_last_day_are_included_and_currencies_stay_apart():
    customer = make.customer()
    for currency in ("GBP", "JPY"):
        agree(customer, ("2020-01-01", "11.40"), currency=currency)
    bill(customer, "A", "2024-05-15", None)
    bill(customer, "B", "2024-05-16", None, currency="USD")
    bill(customer, "C", "2024-05-17", None)
    rule = Rule(ITEM, since=day("2024-05-15"), until=day("2024-05-16"))
    assert [(one.currency, one.lines) for one in swept(rule).affected] == [("GBP", 1)]


def test_only_the_customers_given_are_looked_at(cast):
    for manager in (cast.john, cast.priya):
        customer = make.customer(f"Of {manager.name}", account_manager=manager)
        agree(customer, ("2020-01-01", "11.40"))
        bill(customer, "A", "2024-05-15", None)
    counts = {
        who.role: len(swept(customers=Customer.objects.visible_to(who)).affected)
        for who in (cast.john, cast.dana, cast.top, cast.finance, cast.administrator)
    }
    assert counts == {"account_manager": 1, "manager": 2, "finance": 2, "administrator": 0}
    assert swept(customers=Customer.objects.visible_to(cast.dana)).looked == 1


@pytest.mark.parametrize("item", ["'; DROP TABLE refunds_invoice; --", "%s", "%", "x" * 5000, "\u202e", "Ｆreight"])
def test_hostile_names_find_nothing(item):
    bill(make.customer(), "A", "2024-05-15", None)
    assert not swept(Rule(item)).looked
