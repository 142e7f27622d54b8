"""A sweep that is kept: what each is owed equals their own sheet, and each person sees their own rows."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ground.history.models import Entry
from ground.jobs.models import State
from ground.jobs.running import run, run_one
from ground.jobs.working import take
from refunds import sweep_job
from refunds.each_owed import conventions_for, scope_of
from refunds.models import (
    CustomerPriceList,
    Doubt,
    Invoice,
    InvoiceLine,
    PriceList,
    QuestionAnswer,
    Sure,
    Sweep,
    SweepRow,
)
from refunds.owing import open_refund
from refunds.priced import Rule
from refunds.questions import Answer, Asked
from refunds.rate_tables import make_table
from refunds.reckoning import reckon
from refunds.refusals import RefundRefused
from refunds.sweeping import ask_again, ask_sweep, kept_rows, leave_out, stop, take_in
from tests import make
from tests.refunds.lines import made
from tests.refunds.make import day
from tests.refunds.make_rows import ITEM, agree, bill, credit_note, eight_percent, sheet, three_invoices

pytestmark = pytest.mark.django_db
UNTIL = day("2026-03-13")


def done(sweep, now):
    assert run_one(sweep.job, now=now)
    sweep.refresh_from_db()
    assert sweep.job.__class__.objects.get(pk=sweep.job_id).state == State.DONE
    return sweep


def swept(by, now, rule=None, **more):
    return done(ask_sweep(rule or Rule(ITEM, currency="GBP"), by=by, now=now, **more), now)


def parts(row):
    return row.over_minor, row.tax_minor, row.given_back_minor, row.interest_minor, row.owed_minor


def of_their_sheet(row, sweep, by, now):
    """The same sums from a refund that is opened and reckoned for this customer."""
    refund = open_refund(customer=row.customer, currency=row.currency, by=by, now=now)
    if sweep.agreed is not None and row.currency == sweep.currency:
        answer = {"asked": Asked.NO_PRICE, "answer": Answer.PRICE, "price": sweep.agreed, "why": "Named."}
        QuestionAnswer.objects.create(refund=refund, about="", answered_by=by, answered_at=now, **answer)
    found = reckon(
        refund,
        scope=scope_of(sweep),
        conventions=conventions_for(sweep, row.customer, row.currency),
        rates=sweep.rates,
        refund_on=sweep.refund_on,
        by=by,
        now=now,
    )
    named = dict(found.parts)
    back = -(named.get("credited", 0) + named.get("excess", 0))
    return named.get("net", 0), named.get("tax", 0), back, named.get("interest", 0), found.owed_minor


def test_the_worked_example_comes_to_what_its_sheet_says(cast, now):
    customer = make.customer(account_manager=cast.john)
    three_invoices(customer)
    (row,) = kept_rows(swept(cast.john, now, refund_on=UNTIL, rates=eight_percent()), cast.john)
    assert parts(row) == (52_500, 10_500, 0, 7_359, 70_359)
    assert (row.invoices, row.lines, row.sure, row.doubts) == (3, 3, Sure.CERTAIN, [])
    assert (row.first, row.last) == (day("2024-05-15"), day("2024-11-15"))


def test_each_equals_their_own_sheet_to_the_cent(cast, now):
    """Forty customers from a seed: prices of their own, lists, three currencies, returns, credits."""
    rates = make_table(
        name="Steps",
        source="Contract",
        rates={day("2020-01-01"): Decimal("3.5"), day("2024-02-29"): Decimal("6.25")},
        now=now,
    )
    made(7, lines=1_500)
    Invoice.objects.filter(currency="USD").update(paid_on=day("2025-01-15"))
    InvoiceLine.objects.filter(issued_on__lt=day("2025-01-01")).update(tax_percent=Decimal(20))
    seen = set()
    for item in ("Item 5", "Item 2"):
        rule = Rule(item, None, day("2023-03-01"), None, Decimal("1.1"), "USD")
        sweep = swept(cast.top, now, rule, refund_on=UNTIL, rates=rates, points=Decimal(2))
        rows = list(kept_rows(sweep, cast.top))
        seen |= {row.sure for row in rows}
        assert len(rows) > 5
        for row in rows:
            assert parts(row) == of_their_sheet(row, sweep, cast.top, now), row.customer
    assert seen >= {Sure.LISTED, Sure.CHECK}


def test_a_price_list_takes_all_its_items_and_a_credit_is_taken_off(cast, now):
    prices = PriceList.objects.create(name="2024", currency="GBP", created_at=make.NOW)
    customer = make.customer(account_manager=cast.john)
    CustomerPriceList.objects.create(customer=customer, price_list=prices)
    for item in (ITEM, "Pallets"):
        prices.prices.create(
            item=item, unit_price=Decimal("11.40"), currency="GBP", valid_from=day("2024-01-01"), created_at=now
        )
        bill(customer, item, "2024-05-15", "2024-06-14", item=item)
    credit_note(customer, "C", "2024-07-01", quantity="-250", price="0.10")
    bill(customer, "Other", "2024-05-15", None, item="Not on it")
    sweep = swept(cast.john, now, Rule(price_list=prices.pk, currency="GBP"), refund_on=UNTIL, rates=eight_percent())
    (row,) = kept_rows(sweep, cast.john)
    assert parts(row)[:3] == (25_000, 5_000, 3_000) and row.doubts == [Doubt.GIVEN_BACK]
    assert parts(row) == of_their_sheet(row, sweep, cast.john, now)


def test_without_rates_there_is_no_interest_and_a_gap_in_them_is_a_doubt(cast, now):
    three_invoices(make.customer(account_manager=cast.john))
    (row,) = kept_rows(swept(cast.john, now), cast.john)
    assert parts(row) == (52_500, 10_500, 0, 0, 63_000) and row.sure == Sure.CERTAIN
    young = make_table(name="Young", source="Contract", rates={day("2025-01-01"): Decimal(8)}, now=now)
    (row,) = kept_rows(swept(cast.john, now, refund_on=UNTIL, rates=young), cast.john)
    assert parts(row) == (52_500, 10_500, 0, 0, 63_000) and (row.sure, row.doubts) == (Sure.CHECK, [Doubt.NO_RATE])


def test_a_payment_date_that_is_not_known_is_said_and_keeps_nobody_back(cast, now):
    customer = make.customer(account_manager=cast.john)
    agree(customer, ("2020-01-01", "11.40"))
    bill(customer, "A", "2024-05-15", None)
    (row,) = kept_rows(swept(cast.john, now, refund_on=UNTIL, rates=eight_percent()), cast.john)
    assert (row.sure, row.doubts) == (Sure.CERTAIN, [Doubt.PAID_WHEN])
    (row,) = kept_rows(swept(cast.john, now), cast.john)
    assert row.doubts == []


def test_what_is_too_much_for_a_sheet_and_what_is_reckoned_already_is_looked_at_first(cast, now, monkeypatch):
    monkeypatch.setattr("refunds.each_owed.MOST_LINES", 2)
    many, told = make.customer("Many", account_manager=cast.john), make.customer("Told", account_manager=cast.john)
    three_invoices(many)
    agree(told, ("2020-01-01", "11.40"))
    bill(told, "A", "2024-05-15", "2024-06-14")
    sheet(told, cast.john)
    found = {row.customer.name: (row.doubts, row.owed_minor) for row in kept_rows(swept(cast.john, now), cast.john)}
    assert found == {"Many": ([Doubt.UNRECKONED], 52_500), "Told": ([Doubt.RECKONED], 15_000)}


def test_a_list_of_customers_alone_names_them_without_a_sum(cast, now):
    three_invoices(named := make.customer("Late truck", account_manager=cast.john))
    foreign = make.customer("Foreign", account_manager=cast.priya)
    make.customer("Not named", account_manager=cast.john)
    sweep = swept(cast.john, now, Rule(currency="GBP"), named={named.pk, foreign.pk})
    (row,) = kept_rows(sweep, cast.john)
    assert (row.customer, row.sure, row.doubts, row.owed_minor, row.first) == (named, Sure.CERTAIN, [], 0, None)
    assert not sweep.has_rule and sweep.looked == 0
    sweep = swept(cast.john, now, named={named.pk})
    assert [row.owed_minor for row in kept_rows(sweep, cast.john)] == [63_000]
    assert not kept_rows(swept(cast.john, now, besides=named), cast.john)


@pytest.mark.parametrize(
    ("rule", "more", "words"),
    [
        (Rule(currency="GBP"), {}, "Name an item"),
        (Rule(currency="GBP"), {"named": set()}, "Name an item"),
        (Rule(ITEM, currency="GBP"), {"rates": True}, "Name the day"),
    ],
)
def test_nothing_to_look_for_is_refused(cast, now, rule, more, words):
    if more.get("rates"):
        more = {"rates": eight_percent()}
    with pytest.raises(RefundRefused, match=words):
        ask_sweep(rule, by=cast.john, now=now, **more)
    assert not Sweep.objects.exists()


def test_each_sees_their_own_rows_and_only_who_has_one_or_asked_opens_it(cast, now):
    for who in (cast.john, cast.priya):
        three_invoices(make.customer(f"Of {who.name}", account_manager=who))
    everybody, johns = swept(cast.top, now), swept(cast.john, now)
    seen = {
        who: kept_rows(everybody, who).count() for who in (cast.john, cast.dana, cast.priya, cast.top, cast.finance)
    }
    assert seen == {cast.john: 1, cast.dana: 1, cast.priya: 1, cast.top: 2, cast.finance: 2}
    assert SweepRow.objects.filter(sweep=johns).count() == 1
    opens = {who.name: set(Sweep.objects.visible_to(who)) for who in (cast.john, cast.priya, cast.administrator)}
    assert opens == {cast.john.name: {everybody, johns}, cast.priya.name: {everybody}, cast.administrator.name: set()}


def test_nobody_sees_a_row_before_the_last_is_reckoned_and_a_turn_that_is_over_goes_on(cast, now, monkeypatch):
    monkeypatch.setattr(sweep_job, "STEP", 2)
    for number in range(5):
        three_invoices(make.customer(f"Buyer {number}", account_manager=cast.john))
    sweep = ask_sweep(Rule(ITEM, currency="GBP"), by=cast.john, now=now)
    steps = []
    while sweep.done_at is None:
        assert not kept_rows(sweep, cast.john)
        run(take([sweep_job.KIND]), now=now, limit_seconds=0)
        sweep.refresh_from_db()
        steps.append(sweep.rows.filter(reckoned=True).count())
    assert steps == [2, 4, 5, 5] and kept_rows(sweep, cast.john).count() == 5
    assert ask_again(sweep, by=cast.john, now=now).done_at == sweep.done_at and take([sweep_job.KIND]) is None


def test_it_may_be_stopped_and_asked_again(cast, now):
    three_invoices(make.customer(account_manager=cast.john))
    sweep = ask_sweep(Rule(ITEM, currency="GBP"), by=cast.john, now=now)
    assert stop(sweep) and take([sweep_job.KIND]) is None
    sweep = done(ask_again(sweep, by=cast.john, now=now), now)
    assert kept_rows(sweep, cast.john).count() == 1 and not stop(sweep)


def test_leaving_out_needs_a_reason_stays_in_history_and_can_be_undone(cast, now):
    three_invoices(make.customer(account_manager=cast.john))
    sweep = swept(cast.john, now)
    (row,) = kept_rows(sweep, cast.john)
    with pytest.raises(RefundRefused, match="Say why"):
        leave_out(row, why="  ", by=cast.john, now=now)
    row = leave_out(row, why="They agreed to 46.50.", by=cast.john, now=now)
    with pytest.raises(RefundRefused, match="left out already"):
        leave_out(row, why="Again.", by=cast.john, now=now)
    assert not take_in(row, by=cast.john, now=now).left_out_why
    with pytest.raises(RefundRefused, match="among them already"):
        take_in(row, by=cast.john, now=now)
    entries = Entry.objects.about(*sweep.history_subject)
    assert [one.what for one in entries] == ["sweep.asked", "sweep.left_out", "sweep.taken_in"]


@pytest.mark.parametrize("wrong", [{"owed_minor": 1}, {"over_minor": -1, "owed_minor": -1}, {"interest_minor": -1}])
def test_the_database_refuses_parts_that_do_not_add_up(cast, now, wrong):
    three_invoices(make.customer(account_manager=cast.john))
    sweep = swept(cast.john, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        SweepRow.objects.filter(sweep=sweep).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        SweepRow.objects.create(**{**row_of(sweep), "pk": None})


def row_of(sweep):
    return {"sweep": sweep, "customer": sweep.rows.get().customer, "currency": "GBP", "sure": Sure.CERTAIN}


def test_a_customer_costs_three_statements(cast, now):
    def statements():
        three_invoices(make.customer(account_manager=cast.john))
        sweep = ask_sweep(Rule(ITEM, currency="GBP"), by=cast.john, now=now)
        with CaptureQueriesContext(connection) as asked:
            done(sweep, now)
        return len(asked)

    first = statements()
    assert statements() <= first + 4
