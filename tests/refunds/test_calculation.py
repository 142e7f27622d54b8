"""A whole refund: the worked examples to the cent, and what holds for every refund."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ground.money.amounts import CurrencyMismatch, Money, minor_units, total
from refunds.calculation import Case, Credit, calculate
from refunds.choices import Compounding, DayCount, InterestBase, Stage, TaxRounding
from refunds.interest import exact_interest
from refunds.questions import Answer, Asked, Reply
from refunds.refusals import RefundRefused
from refunds.sums import PartName
from tests.refunds import random_cases
from tests.refunds.make import LATER, conventions, day, invoice, line, money, prices

AGREED = prices(("2020-01-01", "11.40"), ("2024-07-01", "11.10"))
THREE = {
    "A": invoice("A", "2024-05-15", "2024-06-14"),
    "B": invoice("B", "2024-08-15", "2024-09-13"),
    "C": invoice("C", "2024-11-15", "2024-12-13"),
}
LINES = [line(number, number, tax="20") for number in THREE]


def refund(case, *, on="2026-03-13", today="2030-01-01", **chosen):
    return calculate(case, conventions(**chosen), refund_on=day(on), today=day(today))


def flat_case(amount="480.00", paid="2025-01-20", **more):
    """One line overcharged by `amount`, without tax."""
    known = invoice(invoiced="2025-01-01", paid=paid)
    sold = line(quantity="1", billed=amount)
    return Case([sold], {"A": known}, prices(("2020-01-01", "0")), **more)


def test_the_example_of_three_invoices_and_a_price_change():
    found = refund(Case(LINES, THREE, AGREED))
    assert [(str(one.net.decimal), str(one.tax.decimal), str(one.interest.decimal)) for one in found.lines] == [
        ("125.00", "25.00", "20.94"),
        ("200.00", "40.00", "28.72"),
        ("200.00", "40.00", "23.93"),
    ]
    assert (found.totals.principal, found.totals.refund) == (money("630.00"), money("703.59"))
    assert (found.settled, found.assumed, found.estimate) == (True, (), False)


def test_the_example_of_a_credit_on_the_way():
    found = refund(flat_case(credits=[Credit("c", day("2025-07-20"), money("180.00"))]), on="2026-01-20")
    assert (found.totals.principal, found.lines[0].interest) == (money("300.00"), money("38.40"))
    assert found.credits[0].interest == money("-7.26")
    assert found.totals.refund == money("331.14")


def test_interest_may_run_on_the_sum_without_tax():
    found = refund(Case(LINES, THREE, AGREED), interest_base=InterestBase.NET)
    assert [str(one.interest.decimal) for one in found.lines] == ["17.45", "23.93", "19.95"]
    assert found.totals.refund == money("691.33")


def test_tax_is_withheld_from_the_interest_alone():
    found = refund(Case(LINES, THREE, AGREED), withholding_percent=Decimal(20))
    assert (found.totals.part(PartName.WITHHELD), found.totals.refund) == (money("-14.72"), money("688.87"))


def test_goodwill_and_fixed_sums_stand_beside_the_refund():
    found = refund(Case(LINES, THREE, AGREED, fixed=money("40.00"), goodwill=money("100.00")))
    assert (found.totals.refund, found.totals.payable) == (money("743.59"), money("843.59"))


def test_a_payment_on_account_counts_from_its_day_for_no_invoice():
    found = refund(Case(LINES, THREE, AGREED, credits=[Credit("acc", day("2026-03-03"), money("630.00"))]))
    assert found.credits[0].interest == money("-1.38")
    assert found.totals.refund == money("72.21")


def test_credits_beyond_the_overcharge_give_zero_and_a_question():
    case = flat_case(credits=[Credit("c", day("2025-07-20"), money("500.00"))])
    found = refund(case, on="2026-01-20")
    assert (found.totals.principal, found.totals.excess) == (money("0"), money("20.00"))
    assert found.totals.refund == money("18.24")  # 38.40 less 184 days on 500.00, 20.16
    assert found.questions[0].words == "20.00 GBP more was given back than was overcharged. Leave it with the customer?"
    assert not found.settled


def test_an_excess_is_set_off_only_when_a_person_says_so():
    reply = {(Asked.EXCESS_CREDIT, "excess"): Reply(Answer.SET_OFF, "Agreed with Ingrid")}
    case = flat_case(credits=[Credit("c", day("2025-07-20"), money("500.00"))], replies=reply)
    found = refund(case, on="2026-01-20")
    assert (found.totals.refund, found.settled) == (money("0"), True)


@pytest.mark.parametrize(
    ("reply", "interest"),
    [
        (None, "40.40"),
        (Reply(Answer.INVOICE_DAY, "No record"), "40.40"),
        (Reply(Answer.DAY, "Bank statement", day("2025-01-20")), "38.40"),
        (Reply(Answer.NO_INTEREST, "Never paid"), "0"),
    ],
)
def test_an_unknown_payment_day_is_asked_about_and_favours_the_customer(reply, interest):
    case = flat_case(paid=None, replies={(Asked.PAYMENT_DAY, "A"): reply} if reply else {})
    found = refund(case, on="2026-01-20")
    assert found.totals.part(PartName.INTEREST) == money(interest)
    assert found.settled is (reply is not None)
    if reply is None:
        assert [words.split("? ")[1] for words in found.assumed] == [
            "Until we know, interest runs from the day of the invoice. Use the day of the invoice."
        ]


def test_an_undercharge_that_is_deducted_bears_negative_interest_from_its_payment():
    sold = [line("1", "A"), line("2", "A", quantity="100", billed="11.00")]
    reply = {(Asked.UNDERCHARGE, "2"): Reply(Answer.NET, "Ingrid agreed")}
    found = refund(Case(sold, THREE, AGREED, replies=reply))
    assert [one.net for one in found.lines] == [money("125.00"), money("-40.00")]
    assert found.totals.refund == money("85.00") + money("17.45") - money("5.58")


def test_a_future_refund_is_an_estimate():
    assert refund(Case(LINES, THREE, AGREED), today="2026-03-01").estimate


def test_tax_by_document_adds_up_in_the_lines():
    known = {"A": invoice(tax_rounding=TaxRounding.DOCUMENT)}
    sold = [line(str(at), quantity="1", billed="11.53", tax="20") for at in range(3)]
    found = refund(Case(sold, known, AGREED))
    assert [one.tax for one in found.lines] == [money("0.03"), money("0.03"), money("0.02")]
    assert found.totals.part(PartName.TAX) == money("0.08")


def test_over_many_small_lines_the_stage_changes_the_total():
    sold = [line(str(at), quantity="1", billed="11.404") for at in range(1000)]
    found = {stage: refund(Case(sold, THREE, AGREED), on="2024-06-14", stage=stage).totals.refund for stage in Stage}
    assert found == {Stage.LINE: money("0"), Stage.INVOICE: money("4.00"), Stage.END: money("4.00")}


@pytest.mark.parametrize(
    ("currency", "net", "interest"),
    [("JPY", "1250", "159"), ("KWD", "1250.000", "158.904"), ("GBP", "1250.00", "158.90"), ("CLF", "1250", "158.9041")],
)
def test_amounts_have_the_minor_units_of_their_currency(currency, net, interest):
    known = {"A": invoice("A", "2024-08-01", "2024-08-10", currency)}
    found = refund(
        Case([line(billed="16.40")], known, prices(("2020-01-01", "11.40"), currency=currency)), currency=currency
    )
    assert found.lines[0].net == money(net, currency)
    assert found.lines[0].interest == money(interest, currency)


def test_nothing_overcharged_is_nothing_owed():
    found = refund(Case([line(billed="11.40")], THREE, AGREED))
    assert (found.totals.payable, found.totals.parts, found.questions) == (money("0"), (), ())


def test_no_lines_are_nothing_owed():
    assert refund(Case([], {}, AGREED)).totals.payable == money("0")


def test_a_credit_that_stands_twice_is_refused():
    twice = [Credit("c", day("2025-07-20"), money("1.00"))] * 2
    with pytest.raises(RefundRefused, match="A credit stands twice"):
        refund(flat_case(credits=twice))


@pytest.mark.parametrize(
    "given",
    [
        {"credits": [Credit("c", day("2025-07-20"), money("1.00", "EUR"))]},
        {"goodwill": money("1.00", "EUR")},
        {"fixed": money("1.00", "EUR")},
    ],
)
def test_another_currency_is_refused(given):
    with pytest.raises(CurrencyMismatch):
        refund(flat_case(**given))


SEEDS = st.integers(0, 2**32)


def some_case(seed):
    return random_cases.case(Random(seed), 700)


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_the_parts_of_every_refund_add_up(seed):
    case, chosen, on = some_case(seed)
    found = calculate(case, chosen, refund_on=on, today=LATER)
    totals, currency = found.totals, chosen.currency
    earned = [one.interest for one in (*found.lines, *found.credits)]
    assert total((one.net for one in found.lines), currency) == totals.part(PartName.NET)
    assert total((one.tax for one in found.lines), currency) == totals.part(PartName.TAX)
    assert total(earned, currency) + found.interest_lifted == totals.part(PartName.INTEREST)
    assert total((one.amount for one in totals.parts), currency) == totals.payable
    assert totals.refund.minor >= 0


@settings(deadline=None, max_examples=60)
@given(SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_lines_credits_and_invoices_does_not_matter(seed, luck):
    case, chosen, on = some_case(seed)
    found = calculate(case, chosen, refund_on=on, today=LATER)
    lines, given, invoices = list(case.lines), list(case.credits), list(case.invoices.items())
    for mixed in (lines, given, invoices):
        luck.shuffle(mixed)
    again = calculate(
        replace(case, lines=lines, credits=given, invoices=dict(invoices)), chosen, refund_on=on, today=LATER
    )
    assert again.totals == found.totals
    assert {one.judged.line.key: one for one in again.lines} == {one.judged.line.key: one for one in found.lines}
    assert set(again.credits) == set(found.credits)
    assert {question.words for question in again.questions} == {question.words for question in found.questions}


@settings(deadline=None, max_examples=60)
@given(SEEDS, st.integers(1, 400))
def test_a_later_refund_never_lowers_interest(seed, days):
    """Where nothing was given back; at every stage, in every convention."""
    case, chosen, on = some_case(seed)
    owed = [one for one in case.lines if one.quantity > 0]
    case = replace(case, lines=owed, credits=[], replies={})
    first, later = (
        calculate(case, chosen, refund_on=date, today=LATER).totals.part(PartName.INTEREST)
        for date in (on, on + timedelta(days=days))
    )
    assert later >= first


@settings(deadline=None, max_examples=100)
@given(SEEDS, st.integers(0, 400), st.integers(1, 400), st.sampled_from(DayCount), st.booleans())
def test_a_later_refund_never_lowers_interest_when_less_was_given_back_than_held(seed, gap, days, count, daily):
    """Exact interest, simple or daily. 30/360 counts a 31st by the day a period began, so it may waver by that day."""
    _case, chosen, on = some_case(seed)
    if count == DayCount.THIRTY_360:
        count = DayCount.THIRTY_E_360
    compounding = Compounding.DAILY if daily else Compounding.SIMPLE
    terms = replace(chosen.terms, day_count=count, compounding=compounding)
    since = on - timedelta(days=500)
    terms = replace(terms, plan=replace(terms.plan, fixed=False))

    def net(until):
        held = exact_interest(money("100.00"), since, until, terms, today=LATER)
        return held - exact_interest(money("100.00"), since + timedelta(days=gap), until, terms, today=LATER)

    assert net(on + timedelta(days=days)) >= net(on)


@settings(deadline=None, max_examples=60)
@given(SEEDS, st.sampled_from(["JPY", "KWD", "GBP"]))
def test_every_amount_has_the_minor_units_of_its_currency(seed, currency):
    case, chosen, on = some_case(seed)
    invoices = {number: replace(one, currency=currency) for number, one in case.invoices.items()}
    case = replace(case, invoices=invoices, prices=replace(case.prices, currency=currency), credits=[])
    found = calculate(case, replace(chosen, currency=currency), refund_on=on, today=LATER)
    amounts = [amount for one in found.lines for amount in (one.net, one.tax, one.interest)]
    for amount in (*amounts, found.totals.payable):
        assert amount == Money.of(amount.decimal, currency)
        assert amount.decimal.as_tuple().exponent == -minor_units(currency)
