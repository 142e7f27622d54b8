"""The overcharge watch: what is above the agreed price is found once, and somebody says what becomes of it."""

from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from ground.history.models import Entry
from refunds.conventions import Conventions
from refunds.models import CustomerPriceList, CustomerPricing, Finding, FindingState, Invoice, PriceList
from refunds.owing import open_refund
from refunds.price_lists import priced_by
from refunds.rates import RatePlan
from refunds.reckoning import reckon
from refunds.refusals import RefundRefused
from refunds.stored import Scope
from refunds.watch import dismiss, settle, watch
from tests import make
from tests.refunds import make_rows
from tests.refunds.lines import by_hand, made
from tests.refunds.make import day
from tests.refunds.make_rows import ITEM, agree, bill, credit_note

pytestmark = pytest.mark.django_db
NOW = make.NOW


@pytest.fixture
def overcharged(john):
    customer = make.customer("Tidewater", account_manager=john)
    agree(customer, ("2020-01-01", "11.40"))
    bill(customer, "A", "2024-05-15", None)
    bill(customer, "B", "2024-06-15", None, price="11.40")
    bill(customer, "C", "2024-07-15", None, price="11.30")
    bill(customer, "D", "2024-07-16", None, item="Never agreed")
    credit_note(customer, "A", "2024-05-20", quantity="-10")
    return customer


def test_the_watch_finds_the_lines_a_plain_loop_finds():
    made(3, lines=3_000)
    watch(now=NOW)
    above, _sums = by_hand()
    found = dict(Finding.objects.values_list("line", "over_minor"))
    assert found and found == {line: over for line, over in above.items() if over > 0}


def test_a_line_above_its_agreed_price_is_found_and_the_others_are_not(overcharged):
    assert watch(now=NOW) == 1
    found = Finding.objects.get()
    figures = (found.billed, found.agreed, found.over_minor, found.currency, found.line.invoice.number)
    assert figures == (Decimal("11.90"), Decimal("11.40"), 12_500, "GBP", "A")
    assert (found.state, found.item, found.by_list, found.found_at) == (FindingState.OPEN, ITEM, False, NOW)


def test_a_line_that_stands_on_a_refund_sheet_is_not_found_again(overcharged, john):
    rates = make_rows.eight_percent()
    refund = open_refund(customer=overcharged, currency="GBP", by=john, now=NOW)
    conventions = Conventions("GBP", RatePlan(rates.as_table()))
    reckon(refund, scope=Scope((ITEM,)), conventions=conventions, rates=rates, refund_on=NOW.date(), by=john, now=NOW)
    assert watch(now=NOW) == 0
    bill(overcharged, "E", "2024-09-15", None)
    assert (watch(now=NOW), Finding.objects.get().line.invoice.number) == (1, "E")


def test_no_line_is_found_twice_even_after_somebody_said_it_is_not_too_much(overcharged, john):
    watch(now=NOW)
    later = NOW + timedelta(days=1)
    dismiss(Finding.objects.latest("pk"), why="The price was raised on the phone.", by=john, now=later)
    assert watch(now=later) == 0
    bill(overcharged, "E", "2024-09-15", None)
    assert (watch(now=later), Finding.objects.open().count()) == (1, 1)


def test_only_these_customers_and_days_are_looked_at(overcharged):
    other = make.customer("Other")
    assert watch(now=NOW, customers=[other.pk]) == 0
    assert watch(now=NOW, since=day("2024-05-16")) == 0
    assert watch(now=NOW, customers=[overcharged.pk], since=day("2024-05-15")) == 1


def test_a_dismissal_needs_a_reason_and_something_open_and_stands_in_the_history(overcharged, john):
    watch(now=NOW)
    with pytest.raises(RefundRefused, match="Say why"):
        dismiss(Finding.objects.latest("pk"), why="  ", by=john, now=NOW)
    assert dismiss(Finding.objects.latest("pk"), why="Raised.", by=john, now=NOW) == 1
    entry = Entry.objects.about("customer", overcharged.pk).get()
    assert (entry.what, entry.facts) == ("finding.dismissed", {"item": ITEM, "lines": 1})
    with pytest.raises(RefundRefused, match="meanwhile"):
        dismiss(Finding.objects.latest("pk"), why="Raised.", by=john, now=NOW)


def test_the_database_keeps_a_line_to_one_finding_and_a_dismissal_to_its_reason(overcharged):
    watch(now=NOW)
    found = Finding.objects.get()
    found.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        found.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.update(state=FindingState.DISMISSED, settled_at=NOW, settled_by=overcharged.account_manager)


def test_people_see_the_findings_of_their_own_customers(cast, overcharged):
    watch(now=NOW)
    seen = {who.name: Finding.objects.visible_to(who).count() for who in (cast.john, cast.priya, cast.dana, cast.tomas)}
    assert list(seen.values()) == [1, 0, 1, 0]


def test_an_overcharge_no_column_holds_stops_nothing(overcharged):
    huge = bill(overcharged, "Huge", "2024-08-15", None, item="Huge", quantity="1", price="9000000000000")
    huge.lines.update(quantity=Decimal(9_000_000_000_000))
    agree(overcharged, ("2020-01-01", "1"), item="Huge")
    assert watch(now=NOW) == 2


@pytest.mark.django_db(transaction=True)
def test_two_watches_and_two_people_at_once_find_and_settle_each_line_once():
    made(4, lines=2_000, customers=8)
    above = {line for line, over in by_hand()[0].items() if over > 0}
    _at_once(lambda: watch(now=NOW))
    assert set(Finding.objects.values_list("line", flat=True)) == above
    one = Finding.objects.select_related("customer__account_manager").last()
    taken = _at_once(
        lambda: len(
            settle(
                one,
                state=FindingState.DISMISSED,
                why="Raised.",
                by=one.customer.account_manager,
                now=NOW,
            )
        )
    )
    assert sorted(taken)[0] == 0 and sum(taken) == Finding.objects.exclude(state=FindingState.OPEN).count()


def _at_once(work):
    together, results, broken = Barrier(2), [], []

    def run():
        try:
            together.wait(20)
            with transaction.atomic():
                results.append(work())
        except BaseException as error:
            broken.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not broken, broken
    return results


@pytest.mark.parametrize(
    ("theirs", "listed", "over"),
    [(None, None, 20_000), (None, "order", 12_500), ("delivery", "order", 20_000), ("order", None, 12_500)],
)
def test_the_day_that_counts_is_the_customers_else_their_lists_else_the_invoices(john, theirs, listed, over):
    customer = make.customer("Tidewater", account_manager=john)
    agree(customer, ("2020-01-01", "11.40"), ("2024-07-01", "11.10"))
    if listed:
        prices = PriceList.objects.create(name="2024", currency="GBP", priced_by=listed, created_at=NOW)
        CustomerPriceList.objects.create(customer=customer, price_list=prices)
    if theirs:
        CustomerPricing.objects.create(customer=customer, priced_by=theirs)
    invoice = bill(customer, "A", "2024-07-03", None)
    Invoice.objects.filter(pk=invoice.pk).update(ordered_on=day("2024-06-28"), delivered_on=day("2024-07-02"))
    assert (watch(now=NOW), Finding.objects.get().over_minor) == (1, over)
    assert priced_by(customer) == (theirs or listed or "invoice")


def test_a_line_whose_day_is_not_known_is_not_judged(overcharged):
    CustomerPricing.objects.create(customer=overcharged, priced_by="order")
    assert watch(now=NOW) == 0
