"""Lines judged against the agreed price of their day; what no rule may decide is asked."""

from decimal import Decimal
from fractions import Fraction

import pytest

from ground.money.amounts import CurrencyMismatch
from refunds.choices import PricingDate
from refunds.overcharge import LookBack, Standing, is_before, judge, line_overcharge, pricing_day
from refunds.questions import ANSWERS, EVERY, Answer, Asked, Reply, ask
from refunds.refusals import RefundRefused
from tests.refunds.make import day, invoice, line, prices

AGREED = prices(("2020-01-01", "11.40"), ("2024-07-01", "11.10"))


def judged(*lines, invoices=None, agreed=AGREED, pricing=PricingDate.INVOICE, **more):
    known = {one.number: one for one in invoices or [invoice()]}
    return judge(lines, known, agreed, pricing=pricing, **more)


def reply(answer, why="Agreed with Ingrid", **more):
    return Reply(answer, why, **more)


@pytest.mark.parametrize(
    ("billed", "agreed", "quantity", "over"),
    [
        ("11.90", "11.40", "250", "125.00"),
        ("11.90", "11.10", "250", "200.00"),
        ("11.90", "11.40", "-10", "-5.00"),
        ("11.00", "11.40", "100", "-40.00"),
        ("11.00", "11.40", "-100", "40.00"),
        ("0.123456", "0.123455", "1000000", "1"),
        ("0.000001", "0", "0.000001", "0.000000000001"),
        ("10", "10", "5", "0"),
        ("5", "0", "3", "15"),
        ("99999999999.999999", "0.000001", "9999999.999999", "999999999999899980.000000000002"),
    ],
)
def test_a_line_is_the_difference_of_the_prices_times_the_quantity(billed, agreed, quantity, over):
    assert line_overcharge(Decimal(billed), Decimal(agreed), Decimal(quantity)) == Fraction(over)


@pytest.mark.parametrize(
    ("pricing", "agreed", "over"),
    [(PricingDate.ORDER, "11.40", 125), (PricingDate.DELIVERY, "11.10", 200), (PricingDate.INVOICE, "11.10", 200)],
)
def test_the_price_of_the_order_the_delivery_or_the_invoice_counts(pricing, agreed, over):
    july = invoice(invoiced="2024-07-05")
    sold = line(ordered_on="2024-06-28", delivered_on="2024-07-02")
    found = judged(sold, invoices=[july], pricing=pricing).lines[0]
    assert found.priced_on == pricing_day(sold, july, pricing)
    assert (found.agreed, found.over, found.standing) == (Decimal(agreed), over, Standing.OVERCHARGED)


@pytest.mark.parametrize(("invoiced", "agreed"), [("2024-06-30", "11.40"), ("2024-07-01", "11.10")])
def test_an_agreed_price_is_valid_from_its_day_on(invoiced, agreed):
    assert judged(line(), invoices=[invoice(invoiced=invoiced)]).lines[0].agreed == Decimal(agreed)


def test_a_return_at_the_wrong_price_reduces_the_overcharge_without_a_question():
    found = judged(line("1"), line("2", quantity="-10"))
    assert [one.counted for one in found.lines] == [125, -5]
    assert [one.standing for one in found.lines] == [Standing.OVERCHARGED, Standing.RETURNED]
    assert found.questions == ()


def test_a_line_as_agreed_owes_nothing_and_asks_nothing():
    found = judged(line(billed="11.40"))
    assert (found.lines[0].standing, found.lines[0].counted, found.questions) == (Standing.AS_AGREED, 0, ())


@pytest.mark.parametrize(("answer", "counted"), [(None, 0), (Answer.IGNORE, 0), (Answer.NET, -40)])
def test_an_undercharge_is_asked_about_and_left_with_the_customer_until_someone_says_otherwise(answer, counted):
    replies = {(Asked.UNDERCHARGE, "1"): reply(answer)} if answer else {}
    found = judged(line(quantity="100", billed="11.00"), replies=replies)
    assert (found.lines[0].counted, found.lines[0].over) == (counted, -40)
    question = found.questions[0]
    assert question.words == "Line 1 was billed at 11, below the agreed 11.4. Deduct it?"
    assert (question.open, question.suggested) == (answer is None, Answer.IGNORE)


def test_a_return_below_the_agreed_price_is_asked_about_too():
    found = judged(line(quantity="-100", billed="11.00"))
    assert (found.lines[0].counted, found.questions[0].asked) == (0, Asked.UNDERCHARGE)


@pytest.mark.parametrize(
    ("noticed", "years", "year_end", "invoiced", "before"),
    [
        ("2026-03-13", 6, False, "2020-03-12", True),
        ("2026-03-13", 6, False, "2020-03-13", False),
        ("2024-02-29", 1, False, "2023-02-27", True),
        ("2024-02-29", 1, False, "2023-02-28", False),
        ("2026-03-13", 3, True, "2022-12-31", True),
        ("2026-03-13", 3, True, "2023-01-01", False),
        ("2026-12-31", 0, False, "2026-12-30", True),
    ],
)
def test_how_far_back_is_counted_without_asking(noticed, years, year_end, invoiced, before):
    assert is_before(LookBack(years, day(noticed), year_end), day(invoiced)) is before


@pytest.mark.parametrize(("answer", "counted"), [(None, 125), (Answer.INCLUDE, 125), (Answer.LEAVE_OUT, 0)])
def test_an_old_invoice_is_included_until_a_person_leaves_it_out(answer, counted):
    old = LookBack(6, day("2030-06-01"))
    replies = {(Asked.LOOK_BACK, "A"): reply(answer, "Settled by contract")} if answer else {}
    found = judged(line("1"), line("2", billed="11.40"), look_back=old, replies=replies)
    assert found.lines[0].counted == counted
    assert found.lines[0].why == ("Settled by contract" if answer == Answer.LEAVE_OUT else "")
    assert [question.words for question in found.questions] == [
        "Invoice A of 15 May 2024 is older than 6 years. Include it?"
    ]


def test_an_old_invoice_that_owes_nothing_is_not_asked_about():
    assert judged(line(billed="11.40"), look_back=LookBack(1, day("2030-06-01"))).questions == ()


def test_no_agreed_price_is_asked_about_and_nothing_is_claimed_until_it_is_known():
    found = judged(line(item="Q"))
    assert (found.lines[0].standing, found.lines[0].counted) == (Standing.NOT_JUDGED, 0)
    assert found.questions[0].words == "What was agreed for Q on 15 May 2024? No price is known."
    told = {(Asked.NO_PRICE, "1"): reply(Answer.PRICE, price=Decimal("11.50"))}
    assert judged(line(item="Q"), replies=told).lines[0].counted == 100


def test_a_price_may_end():
    ended = prices(("2020-01-01", "11.40"), ("2024-05-01", None))
    assert judged(line(), agreed=ended).questions[0].asked == Asked.NO_PRICE


def test_a_price_of_nothing_is_a_price():
    assert judged(line(), agreed=prices(("2020-01-01", "0"))).lines[0].counted == 2975


@pytest.mark.parametrize(
    ("answer", "counted"),
    [
        (None, 200),
        (Reply(Answer.INVOICE_DAY, "Order lost"), 200),
        (Reply(Answer.DAY, "Told by phone", day=day("2024-06-30")), 125),
        (Reply(Answer.LEAVE_OUT, "Not ours"), 0),
    ],
)
def test_an_unknown_pricing_day_is_asked_about(answer, counted):
    july = invoice(invoiced="2024-07-05")
    replies = {(Asked.NO_PRICING_DAY, "1"): answer} if answer else {}
    found = judged(line(), invoices=[july], pricing=PricingDate.ORDER, replies=replies)
    assert found.lines[0].counted == counted
    assert found.questions[0].words == "Which day's price counts for line 1? Its day of the order is not known."


def test_a_line_that_was_left_out_keeps_the_reason():
    found = judged(line(), left_out={"1": "Settled in 2024"}).lines[0]
    assert (found.standing, found.counted, found.why) == (Standing.LEFT_OUT, 0, "Settled in 2024")


def test_one_answer_may_stand_for_every_question_of_its_kind():
    under = [line(str(at), billed="11.00", quantity="100") for at in range(3)]
    replies = {(Asked.UNDERCHARGE, EVERY): reply(Answer.NET), (Asked.UNDERCHARGE, "1"): reply(Answer.IGNORE)}
    assert [one.counted for one in judged(*under, replies=replies).lines] == [-40, 0, -40]


@pytest.mark.parametrize(
    ("asked", "given", "sentence"),
    [
        (Asked.UNDERCHARGE, Reply(Answer.INCLUDE, "Why not"), "is no answer to"),
        (Asked.UNDERCHARGE, Reply(Answer.NET, "  "), "Write why, in a sentence"),
        (Asked.PAYMENT_DAY, Reply(Answer.DAY, "By phone"), "Name the day"),
        (Asked.NO_PRICE, Reply(Answer.PRICE, "By phone"), "Name the price"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(asked, given, sentence):
    with pytest.raises(RefundRefused, match=sentence):
        ask(asked, "1", "?", {(asked, "1"): given})


def test_every_question_has_answers():
    assert set(ANSWERS) == set(Asked)


def test_a_line_without_its_invoice_is_refused():
    with pytest.raises(RefundRefused, match="Line 1 belongs to invoice B, which is missing"):
        judged(line(number="B"))


def test_a_line_that_stands_twice_is_refused():
    with pytest.raises(RefundRefused, match="stands twice"):
        judged(line(), line())


def test_an_invoice_in_another_currency_is_refused():
    with pytest.raises(CurrencyMismatch, match="Invoice A is in EUR, the prices are in GBP"):
        judged(line(), invoices=[invoice(currency="EUR")])


@pytest.mark.parametrize("price", ["NaN", "Infinity", "1e309"])
def test_an_absurd_price_is_refused(price):
    with pytest.raises(RefundRefused):
        line_overcharge(Decimal(price), Decimal(1), Decimal(1))
