"""A refund reckoned from rows: versions, choices, answers, credits, payments, and why two versions differ."""

from decimal import Decimal

import pytest

from ground.history.models import Entry
from refunds.differing import line_differences, part_differences
from refunds.line_choices import answer_question, choose_line
from refunds.models import AgreedPrice, CustomerPriceList, PriceList
from refunds.rate_examples import add_examples
from refunds.rate_tables import latest_of, latest_versions, make_table, set_rate
from refunds.reckoning import again
from refunds.refusals import RefundRefused
from refunds.stored import Scope, conventions_of, kept_conventions
from tests import make, make_cases
from tests.refunds import make_rows
from tests.refunds.make import day

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(john):
    customer = make_cases.halvorsen(john)
    make_rows.three_invoices(customer)
    return customer


def shown(calculation):
    return [(line.net_minor, line.tax_minor, line.days, line.interest_minor) for line in calculation.lines.all()]


def test_three_invoices_and_a_price_change_to_the_cent(customer, john):
    found = make_rows.sheet(customer, john)
    assert shown(found) == [(12500, 2500, 637, 2094), (20000, 4000, 546, 2872), (20000, 4000, 455, 2393)]
    assert (found.owed_minor, found.payable_minor, found.version, found.open_questions) == (70359, 70359, 1, [])
    assert [line.agreed for line in found.lines.all()] == [Decimal("11.4"), Decimal("11.1"), Decimal("11.1")]


def test_a_version_never_changes_when_a_price_is_agreed_later(customer, john):
    first = make_rows.sheet(customer, john)
    AgreedPrice.objects.filter(valid_from=day("2024-07-01")).update(unit_price=Decimal("11.00"))
    second = again(first, by=john, now=make.NOW, why="The contract says 11.00.")
    assert (first.lines.count(), second.version, second.owed_minor) == (3, 2, 77018)
    first.refresh_from_db()
    assert first.owed_minor == 70359
    assert first.digest != second.digest


def test_the_same_input_has_the_same_digest(customer, john):
    first = make_rows.sheet(customer, john)
    assert again(first, by=john, now=make.NOW, why="").digest == first.digest


def test_a_line_is_left_out_and_taken_in_again_for_a_reason(customer, john):
    first = make_rows.sheet(customer, john)
    second = choose_line(first, key="A/1", included=False, why="It was never paid.", by=john, now=make.NOW)
    assert (second.owed_minor, second.lines.get(key="A/1").reason) == (70359 - 17094, "It was never paid.")
    third = choose_line(second, key="A/1", included=True, why="It was.", by=john, now=make.NOW)
    assert (third.owed_minor, third.version) == (70359, 3)
    [left] = line_differences(first.lines.all(), second.lines.all())
    assert (left.delta, left.reasons) == (-17094, ("It is left out: It was never paid.",))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"why": " "}, "Say why."),
        ({"key": "Z/1"}, "This line is not on the sheet."),
        ({"included": True}, "It is included already."),
    ],
)
def test_a_choice_without_sense_is_refused(customer, john, change, sentence):
    first = make_rows.sheet(customer, john)
    wanted = {"key": "A/1", "included": False, "why": "Never paid."} | change
    with pytest.raises(RefundRefused, match=sentence):
        choose_line(first, **wanted, by=john, now=make.NOW)
    assert first.refund.calculations.count() == 1


def test_nobody_chooses_on_an_old_version(customer, john):
    first = make_rows.sheet(customer, john)
    again(first, by=john, now=make.NOW, why="")
    with pytest.raises(RefundRefused, match="newer version"):
        choose_line(first, key="A/1", included=False, why="Never paid.", by=john, now=make.NOW)


def test_an_unknown_payment_day_is_asked_and_answered_for_good(customer, john):
    make_rows.bill(customer, "D", "2025-01-02", None, quantity="100", tax="0")
    first = make_rows.sheet(customer, john)
    [question] = first.open_questions
    assert (question["asked"], question["about"]) == ("payment_day", "D")
    assert first.lines.get(key="D/1").since == day("2025-01-02")
    answer = {"asked": "payment_day", "about": "D", "answer": "day", "why": "Bank statement.", "day": day("2025-02-03")}
    second = answer_question(first, **answer, by=john, now=make.NOW)
    assert (second.open_questions, second.lines.get(key="D/1").since) == ([], day("2025-02-03"))
    assert again(second, by=john, now=make.NOW, why="").open_questions == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"answer": "day"}, "Name the day."),
        ({"answer": "set_off"}, "Choose one of the answers."),
        ({"about": "A"}, "This question is not on the sheet."),
        ({"why": ""}, "Say why."),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(customer, john, change, sentence):
    make_rows.bill(customer, "D", "2025-01-02", None)
    first = make_rows.sheet(customer, john)
    wanted = {"asked": "payment_day", "about": "D", "answer": "invoice_day", "why": "So be it."} | change
    with pytest.raises(RefundRefused, match=sentence):
        answer_question(first, **wanted, by=john, now=make.NOW)


def test_a_return_reduces_the_overcharge_and_a_credit_counts_from_its_day(customer, john):
    make_rows.credit_note(customer, "CN-1", "2024-09-01", quantity="-10", tax="20")
    make_rows.credit_note(customer, "CN-2", "2025-03-13", quantity="-10", price="8.50", tax="0")
    found = make_rows.sheet(customer, john)
    returned = found.lines.get(key="CN-1/1")
    assert (returned.standing, returned.net_minor, returned.tax_minor) == ("returned", -800, -160)
    given = found.lines.get(kind="credit")
    assert (given.key, given.net_minor, given.days, given.interest_minor) == ("CN-2/1", -8500, 365, -680)


def test_the_price_of_the_customer_goes_before_that_of_its_list(customer, john):
    shared = PriceList.objects.create(name="Harbour", currency="GBP", created_at=make.NOW)
    CustomerPriceList.objects.create(customer=customer, price_list=shared)
    common = {"item": make_rows.ITEM, "currency": "GBP", "created_at": make.NOW, "price_list": shared}
    AgreedPrice.objects.create(**common, unit_price=Decimal("9"), valid_from=day("2019-01-01"))
    AgreedPrice.objects.filter(customer=customer, valid_from=day("2024-07-01")).update(valid_to=day("2024-10-01"))
    AgreedPrice.objects.filter(customer=customer, valid_from=day("2020-01-01")).update(valid_to=day("2024-07-01"))
    found = make_rows.sheet(customer, john)
    assert [line.agreed for line in found.lines.all()] == [Decimal("11.4"), Decimal("11.1"), Decimal("9")]


def test_nothing_to_reckon_is_said(customer, john):
    with pytest.raises(RefundRefused, match="No invoice line"):
        make_rows.sheet(customer, john, scope=Scope(("Pallets",)))


def test_a_sheet_without_an_item_is_refused(customer, john):
    with pytest.raises(RefundRefused, match="at least one item"):
        make_rows.sheet(customer, john, scope=Scope(()))


def test_the_days_of_the_scope_are_both_included(customer, john):
    scope = Scope((make_rows.ITEM,), since=day("2024-05-15"), until=day("2024-08-15"))
    assert make_rows.sheet(customer, john, scope=scope).lines.count() == 2


def test_goodwill_stands_beside_the_refund(customer, john):
    found = make_rows.sheet(customer, john, scope=Scope((make_rows.ITEM,), fixed_minor=4000, goodwill_minor=5000))
    assert (found.refund_minor, found.owed_minor) == (74359, 79359)
    before = make_rows.sheet(customer, john, refund=found.refund, rates=found.rates)
    assert part_differences(before.parts, found.parts, ["fixed", "goodwill"]) == [
        ("fixed", 0, 4000),
        ("goodwill", 0, 5000),
    ]


def test_the_difference_of_two_versions_adds_up_and_has_reasons(customer, john):
    first = make_rows.sheet(customer, john)
    AgreedPrice.objects.filter(valid_from=day("2024-07-01")).update(unit_price=Decimal("11.00"))
    make_rows.bill(customer, "D", "2025-01-02", "2025-02-03", tax="0")
    later = make_rows.sheet(customer, john, refund=first.refund, rates=first.rates, on="2026-03-14")
    found = line_differences(first.lines.all(), later.lines.all())
    assert sum(one.delta for one in found) == later.payable_minor - first.payable_minor
    assert [one.key for one in found] == ["A/1", "B/1", "C/1", "D/1"]
    assert found[0].reasons == ("Days of interest: 637 → 638",)
    assert found[1].reasons == ("Agreed price: 11.1 → 11", "Days of interest: 546 → 547")
    assert found[3].reasons == ("It is new on the sheet.",)


def test_conventions_come_back_as_they_were_kept(customer, john):
    found = make_rows.sheet(customer, john)
    again_chosen = conventions_of(found.conventions, "GBP", found.rates.as_table())
    assert kept_conventions(again_chosen) == found.conventions


def test_a_changed_rate_is_a_new_version_and_the_old_calculation_keeps_its_own(customer, john):
    first = make_rows.sheet(customer, john)
    version = set_rate(
        first.rates.table, valid_from=day("2025-01-01"), percent=Decimal("6"), why="New rate.", by=john, now=make.NOW
    )
    assert (version.number, version.rates.count(), first.rates.rates.count()) == (2, 2, 1)
    assert again(first, by=john, now=make.NOW, why="").owed_minor == first.owed_minor
    newer = make_rows.sheet(customer, john, refund=first.refund, rates=latest_of(first.rates.table))
    assert newer.owed_minor < first.owed_minor
    entries = Entry.objects.about("rate_table", first.rates.table_id)
    assert [entry.what for entry in entries] == ["rates.changed", "rates.changed"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"why": " "}, "Say where this rate stands."),
        ({"percent": Decimal("8")}, "This rate stands there already."),
        ({"percent": Decimal("800")}, "at most 100"),
    ],
)
def test_a_rate_without_sense_is_refused(john, change, sentence):
    table = make_rows.eight_percent().table
    wanted = {"valid_from": day("2000-01-01"), "percent": Decimal("6"), "why": "Letter."} | change
    with pytest.raises(RefundRefused, match=sentence):
        set_rate(table, **wanted, by=john, now=make.NOW)


def test_shipped_tables_are_added_once_and_never_over_those_of_people(john):
    make_table(name="8 % A YEAR", source="Ours.", rates={day("2001-01-01"): Decimal("7")}, now=make.NOW, by=john)
    add_examples(make.NOW)
    add_examples(make.NOW)
    assert [str(version.table) for version in latest_versions()] == ["8 % A YEAR", "Bank of England base rate"]
    base = latest_versions()[1].as_table()
    assert (base.rates.on(day("2024-07-31")), base.rates.on(day("2024-08-01"))) == (Decimal("5.25"), Decimal("5"))


def test_a_credit_note_with_the_number_of_an_invoice_is_told_apart(customer, john):
    make_rows.credit_note(customer, "A", "2024-09-01", quantity="-10", tax="20")
    found = make_rows.sheet(customer, john)
    assert {line.key for line in found.lines.all()} == {"A/1", "B/1", "C/1", "A −/1"}
