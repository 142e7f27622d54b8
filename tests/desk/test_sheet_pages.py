"""The calculated refund at the desk: from no sheet to the sum that is asked about, and its files."""

import csv
import io
import re
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ground.money.amounts import Money
from ground.worktime.now import now as read_now
from recovery.refunding import ask_to_approve, calculate_refund, refund_of, set_refund
from refunds.conventions import Conventions
from refunds.models import Calculation
from refunds.rates import RatePlan
from refunds.stored import Scope
from tests import make_cases
from tests.refunds import make_rows
from tests.refunds.make import day

pytestmark = pytest.mark.django_db
GOOD = make_rows.CHOSEN


@pytest.fixture
def told(john):
    instant = read_now()
    customer = make_cases.halvorsen(john)
    customer.currency = "GBP"
    customer.save()
    make_rows.three_invoices(customer)
    return make_cases.told(customer, now=instant, next_at=instant + 30 * make_cases.HOUR)


@pytest.fixture
def page(client, john, told):
    client.force_login(john)

    def act(end="", **data):
        address = f"/i/{told.reference}/refund/sheet{end}"
        return client.post(address, data, follow=True) if data else client.get(address)

    return act


@pytest.fixture
def sheet(told, john):
    rates = make_rows.eight_percent()
    return calculate_refund(
        told,
        scope=Scope((make_rows.ITEM,)),
        conventions=Conventions("GBP", RatePlan(rates.as_table())),
        rates=rates,
        refund_on=day("2026-03-13"),
        by=john,
        now=read_now(),
    )


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_from_nothing_to_the_sum_that_is_asked_about(page, told, john):
    rates = make_rows.eight_percent()
    assert "Nothing is reckoned yet." in text(page())
    assert make_rows.ITEM in text(page("/calculate"))
    shown = text(page("/calculate", **GOOD, rates=rates.pk))
    assert "£703.59" in shown
    assert "Interest is simple: it earns no interest itself." in shown
    shown = text(page("/1/sum", set="1"))
    assert "The sum is set. Ask for approval next." in shown
    assert "Sheet version 1, interest until 13 March 2026." in shown
    decision = ask_to_approve(told, reason="", by=john, now=read_now())
    assert str(decision.amount) == "703.59 GBP"


def test_leaving_a_line_out_makes_a_version_and_the_sum_is_not_approved_any_more(page, sheet):
    page("/1/sum", set="1")
    line = sheet.lines.get(key="A/1")
    assert "Leave out A/1" in text(page(f"/line/{line.pk}"))
    shown = text(page(f"/line/{line.pk}", why="It was never paid."))
    assert "£532.65" in shown
    assert "Left out: It was never paid." in shown
    assert "There is a newer version of this sheet." in text(page("/1/sum", set="1"))
    shown = text(page("/2/since/1"))
    assert "−170.94" in shown
    assert "It is left out: It was never paid." in shown


def test_an_open_question_stands_on_the_sheet_until_it_is_answered(page, sheet, told, john):
    make_rows.bill(told.customer, "D", "2025-01-02", None, quantity="100", tax="0")
    again = {**GOOD, "rates": sheet.rates_id}
    shown = text(page("/calculate", **again))
    assert "When was invoice D paid?" in shown
    assert "Answer the open questions of the sheet first." in text(page("/2/sum", set="1"))
    assert "Name the day." in text(page("/2/answer/1", answer="day", why="Bank statement."))
    shown = text(page("/2/answer/1", answer="day", day="2025-02-03", why="Bank statement."))
    assert "When was invoice D paid?" not in shown
    assert refund_of(told).calculations.get(version=3).lines.get(key="D/1").since == day("2025-02-03")
    assert "Bank statement." in shown and "Interest from 3 February 2025" in shown
    shown = text(page("/3/answer/1", answer="no_interest", why="It was never paid."))
    assert "Answer it again" in shown and "It was never paid." in shown and "Interest from" not in shown


def test_after_a_typed_sum_the_sheet_is_offered_again(page, sheet, told, john):
    page("/1/sum", set="1")
    assert "This is what we owe them." in text(page())
    set_refund(told, amount=Money.of("900", "GBP"), words="Rounded up.", by=john, now=read_now())
    shown = text(page())
    assert "This is what we owe them." not in shown and "Make this the sum" in shown


def test_the_figures_of_the_version_before_are_sent_back_in_german(page, sheet, told, john):
    page("/calculate", **{**GOOD, "rates": sheet.rates_id, "points": "1.5", "goodwill": "1,250.50"})
    john.language = "de"
    john.save()
    form = page("/calculate").context["form"]
    known = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    assert (known["points"], known["goodwill"]) == ("1,5", "1.250,50")
    page("/calculate", **known)
    assert refund_of(told).calculations.count() == 3


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"refund_on": ""}, "Choose a day."),
        ({"items": "Else"}, "Choose from the list."),
        ({"points": "1,5"}, "Write a figure like 12.75"),
        ({"points": "500"}, "Between -100 and 100."),
        ({"look_back": "6"}, "write both or none"),
        ({"since": "2026-01-01", "until": "2025-01-01"}, "This day is before the first."),
        ({"goodwill": "1e9"}, "Write the amount"),
        ({"refund_on": "2199-01-01"}, "more than 100 years"),
        ({"since": "2030-01-01"}, "No invoice line of these items and days is known."),
    ],
)
def test_a_choice_that_cannot_be_is_refused_in_a_sentence(page, change, sentence):
    rates = make_rows.eight_percent()
    assert sentence in text(page("/calculate", **{**GOOD, "rates": rates.pk, **change}))
    assert not Calculation.objects.exists()


def test_the_form_begins_with_what_was_chosen_before(page, sheet):
    shown = text(page("/calculate"))
    assert "Version 1 stays as it is." in shown
    assert 'value="2026-03-13"' in shown


def test_an_earlier_version_can_be_read_and_not_changed(page, sheet):
    page(f"/line/{sheet.lines.get(key='A/1').pk}", why="Never paid.")
    shown = text(page("?version=1"))
    assert "This is an earlier version." in shown
    assert "Leave out" not in shown
    assert page("?version=nine").status_code == 200


def test_the_csv_holds_every_line_and_no_formula(page, sheet, told):
    sheet.lines.filter(key="A/1").update(item="=2+5", reason="", included=True)
    rows = list(csv.reader(io.StringIO(page("/1.csv").content.decode("utf-8-sig"))))
    assert rows[1][:2] == ["A/1", "'=2+5"]
    assert (rows[1][7], rows[1][12]) == ("125.00", "170.94")
    assert (rows[-1][0], rows[-1][12]) == ("Still to be paid", "703.59")


def test_the_workbook_adds_up_by_formulas_and_takes_no_text_for_one(page, sheet):
    sheet.lines.filter(key="A/1").update(item='=HYPERLINK("http://evil")')
    book = zipfile.ZipFile(io.BytesIO(page("/1.xlsx").content))
    lines = book.read("xl/worksheets/sheet1.xml").decode()
    formulas = dict(re.findall(r'<c r="(\w+)"[^>]*><f>([^<]*)</f>', lines))
    assert formulas["M2"] == "ROUND(H2+J2+L2,6)"
    assert formulas["H5"] == "SUM(H2:H4)"
    assert formulas["M6"] == "ROUND(SUM(M5:M5),6)"
    assert "HYPERLINK" not in str(formulas)
    assert re.search(r'<c r="M6"[^>]*><f>[^<]*</f><v>703.59</v>', lines)


def test_the_statement_is_a_tagged_pdf_that_passes_the_checks_of_its_compiler(page, sheet):
    answer = page("/1.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-1.7")
    assert b"pdfuaid:part>1<" in answer.content or b"pdfuaid" in answer.content
    assert b"/StructTreeRoot" in answer.content


def test_a_file_of_another_kind_or_version_is_nothing(page, sheet):
    assert [page(end).status_code for end in ("/1.exe", "/2.pdf", "/0.csv", "/1/since/7")] == [404] * 4


def test_the_page_asks_no_more_with_many_lines(page, sheet, told, john):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert page().status_code == 200
        return len(queries)

    page()
    few = asked()
    for number in range(40):
        make_rows.bill(told.customer, f"M-{number:02}", "2025-05-15", "2025-06-01", quantity="2")
    page("/calculate", **{**GOOD, "rates": sheet.rates_id})
    assert asked() == few
    assert few <= 12
