"""Prices corrected by a person: the history keeps what was, and the watch closes and finds by itself."""

from decimal import Decimal

import pytest

from ground.history.models import Entry
from ground.jobs import running
from ground.jobs.models import Job
from refunds.choices import PricingDate
from refunds.correcting import choose_list, correct_price, count_by, put_price, take_away
from refunds.models import AgreedPrice, CustomerPriceList, CustomerPricing, Finding, PriceList
from refunds.price_lists import buy_by
from refunds.rechecking import KIND, recheck
from refunds.refusals import RefundRefused
from refunds.watch import dismiss, watch
from tests import make
from tests.refunds.make import day
from tests.refunds.make_rows import ITEM, agree, bill

pytestmark = pytest.mark.django_db
NOW = make.NOW


@pytest.fixture
def tidewater(john):
    customer = make.customer("Tidewater", account_manager=john)
    agree(customer, ("2020-01-01", "11.40"))
    bill(customer, "A", "2024-05-15", None)
    bill(customer, "B", "2024-08-15", None)
    watch(now=NOW)
    return customer


def put(owner, john, begins, price, **more):
    price = Decimal(price)
    return put_price(
        owner=owner, item=ITEM, unit_price=price, currency="GBP", valid_from=day(begins), by=john, now=NOW, **more
    )


def correct(price, john, to, until=None, why="Their mail of 12 May."):
    until = day(until) if until else None
    return correct_price(price, unit_price=Decimal(to), valid_to=until, why=why, by=john, now=NOW)


def work():
    while running.run_due(now=NOW):
        pass
    assert not Job.objects.filter(kind=KIND).exclude(state="done").exists()


def states():
    return dict(Finding.objects.values_list("line__invoice__number", "state"))


def test_findings_no_longer_above_the_corrected_price_close_by_themselves_and_the_history_says_so(tidewater, john):
    assert states() == {"A": "open", "B": "open"}
    put(tidewater, john, "2024-07-01", "11.90")
    work()
    assert states() == {"A": "open", "B": "righted"}
    closed = Finding.objects.get(state="righted")
    assert (closed.settled_by, closed.settled_at is not None) == (john, True)
    told = {entry.what: entry.facts for entry in Entry.objects.about("customer", tidewater.pk)}
    assert told["finding.righted"] == {"item": ITEM, "lines": 1}
    assert told["price.agreed"]["unit_price"] == "11.90"


def test_a_corrected_price_keeps_what_it_was_and_finds_what_is_above_it_now(tidewater, john):
    price = AgreedPrice.objects.get()
    correct(price, john, "12")
    work()
    assert states() == {"A": "righted", "B": "righted"}
    price.refresh_from_db()
    correct(price, john, "11.50", why="It was 11.50 all along.")
    work()
    assert states() == {"A": "open", "B": "open"}
    assert set(Finding.objects.values_list("agreed", "over_minor", "settled_by")) == {(Decimal("11.5"), 10_000, None)}
    told = Entry.objects.about("customer", tidewater.pk).filter(what="price.corrected").last()
    assert (told.facts["before"], told.facts["unit_price"]) == ("12.000000", "11.50")
    assert told.text == "It was 11.50 all along."


def test_what_a_person_dismissed_stays_dismissed(tidewater, john):
    dismiss(Finding.objects.latest("pk"), why="Raised.", by=john, now=NOW)
    correct(AgreedPrice.objects.get(), john, "5")
    work()
    assert states() == {"A": "dismissed", "B": "dismissed"}


def test_a_price_taken_away_gives_its_days_back_to_the_one_before(tidewater, john):
    wrong = put(tidewater, john, "2024-07-01", "9")
    work()
    assert set(Finding.objects.values_list("agreed", flat=True)) == {Decimal("11.4"), Decimal(9)}
    take_away(wrong, why="Another customer's.", by=john, now=NOW)
    work()
    kept = AgreedPrice.objects.get()
    assert (kept.unit_price, kept.valid_to) == (Decimal("11.4"), None)
    assert set(Finding.objects.values_list("agreed", flat=True)) == {Decimal("11.4")}
    told = Entry.objects.about("customer", tidewater.pk).get(what="price.taken_away")
    assert (told.facts["unit_price"], told.text) == ("9.000000", "Another customer's.")


@pytest.mark.parametrize(
    ("to", "until", "why", "says"),
    [
        ("-1", None, "So.", "not negative"),
        ("12", "2019-01-01", "So.", "before it begins"),
        ("12", "2024-09-01", "So.", "for some of these days"),
        ("11.40", "2024-07-01", "So.", "Nothing is different"),
        ("12", None, "  ", "Say why"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_with_a_sentence(tidewater, john, to, until, why, says):
    put(tidewater, john, "2024-07-01", "9")
    with pytest.raises(RefundRefused, match=says):
        correct(AgreedPrice.objects.get(valid_from="2020-01-01"), john, to, until, why)


def test_whoever_comes_second_sees_that_the_price_was_changed_or_is_gone(tidewater, john):
    seen = AgreedPrice.objects.get()
    correct(AgreedPrice.objects.get(), john, "12")
    for act in (lambda: correct(seen, john, "13"), lambda: take_away(seen, why="So.", by=john, now=NOW)):
        with pytest.raises(RefundRefused, match="meanwhile"):
            act()


def test_what_is_agreed_already_asks_nobody_to_look_again(tidewater, john):
    put(tidewater, john, "2020-01-01", "11.40")
    assert not Job.objects.filter(kind=KIND).exists()


def test_a_list_is_looked_at_for_everybody_who_buys_by_it(john, priya):
    prices = PriceList.objects.create(name="2024", currency="GBP", created_at=NOW)
    for name, person in (("Tidewater", john), ("Bayside", priya), ("Castellan", priya)):
        customer = make.customer(name, account_manager=person)
        bill(customer, name, "2024-05-15", None)
        if name != "Castellan":
            buy_by(customer=customer, price_list=prices, by=person, now=NOW)
    price = put(prices, john, "2020-01-01", "11.40")
    work()
    assert states() == {"Tidewater": "open", "Bayside": "open"}
    correct(price, john, "12")
    work()
    assert states() == {"Tidewater": "righted", "Bayside": "righted"}
    with pytest.raises(RefundRefused):
        put(prices, john, "2020-01-01", "10")


def test_another_list_or_another_day_looks_again(tidewater, john):
    prices = PriceList.objects.create(name="2024", currency="GBP", created_at=NOW)
    take_away(AgreedPrice.objects.get(), why="By the list.", by=john, now=NOW)
    put(prices, john, "2020-01-01", "11.90")
    choose_list(customer=tidewater, price_list=prices, priced_by=None, by=john, now=NOW)
    work()
    assert states() == {"A": "righted", "B": "righted"} and CustomerPriceList.objects.count() == 1
    choose_list(customer=tidewater, price_list=None, priced_by=PricingDate.ORDER, by=john, now=NOW)
    assert not CustomerPriceList.objects.exists() and CustomerPricing.objects.get().priced_by == "order"
    count_by(prices, priced_by=PricingDate.DELIVERY, by=john, now=NOW)
    count_by(prices, priced_by=PricingDate.DELIVERY, by=john, now=NOW)
    assert Entry.objects.about("price_list", prices.pk).filter(what="price_day.chosen").count() == 1


def test_rechecking_asks_the_same_however_many_lines_there_are(tidewater, john, django_assert_max_num_queries):
    for number in range(40):
        bill(tidewater, f"X{number}", "2024-06-01", None)
    watch(now=NOW)
    AgreedPrice.objects.update(unit_price=Decimal(12))
    with django_assert_max_num_queries(14):
        assert recheck(customers=[tidewater.pk], by=john, now=NOW) == 42
