"""John brings the lines, reckons and answers; Dana says yes; it is paid in parts to zero, and Ingrid reads it."""

import re

import pytest
from playwright.sync_api import expect

from ground.jobs.running import run_due
from tests import make, make_cases
from tests.journeys.walking import INGRID, Desk, links_of, plain, section
from tests.refunds import bring, make_rows

pytestmark = [pytest.mark.doors, pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ROWS = [
    f"Halvorsen Marine Supply;{number};{issued};{make_rows.ITEM};250;11,90;USD;20;{paid}"
    for number, issued, paid in (
        ("A", "15.05.2024", "14.06.2024"),
        ("B", "15.08.2024", "13.09.2024"),
        ("C", "15.11.2024", ""),
    )
]


@pytest.fixture
def desk(house, settings, tmp_path) -> Desk:
    settings.FILES_DIR = tmp_path
    make_rows.agree(house.halvorsen, ("2020-01-01", "11.40"), ("2024-07-01", "11.10"), currency="USD")
    make_rows.eight_percent()
    instant = house.now()
    told = make_cases.told(house.halvorsen, now=instant - make_cases.HOUR, next_at=instant + 30 * make_cases.HOUR)
    return Desk(house, house.page_of(house.cast.john), told)


def test_from_a_file_of_lines_to_a_balance_of_zero(desk, house):
    bring_the_lines(desk)
    reckon(desk)
    answer_and_ask(desk)
    approve(desk, house.page_of(house.cast.dana))
    pay(desk, "Payment", "403.59", "Wire 4502", "$300.00")
    pay(desk, "Credit note", "300.00", "CN-17", "$0.00")
    write_with_the_statement(desk)
    ingrid_reads(desk)
    assert house.errors == []


def bring_the_lines(desk):
    page, house = desk.page, desk.house
    page.goto(f"{house.url}/bring/lines")
    file = {"name": "ledger.csv", "mimeType": "text/csv", "buffer": bring.lines(*ROWS).encode()}
    page.get_by_label("The file").set_input_files(file)
    desk.press("Look at the file")
    desk.press("Check every row")
    run_due(now=house.now())
    page.reload()
    expect(page.get_by_role("heading", name="3 new rows are fine")).to_be_visible(timeout=10_000)
    desk.press("Import 3 rows")
    run_due(now=house.now())
    page.reload()
    expect(page.get_by_role("heading", name="The import is done")).to_be_visible(timeout=10_000)


def reckon(desk):
    page = desk.open("/refund/sheet")
    page.get_by_role("link", name="Reckon it").click()
    page.get_by_label(make_rows.ITEM).check()
    page.get_by_label("Interest until").fill("2026-03-13")
    desk.press("Reckon it")
    expect(page.get_by_role("heading", name="To be answered")).to_be_visible()


def answer_and_ask(desk):
    page = desk.page
    page.get_by_role("link", name=re.compile("When was invoice C paid")).click()
    desk.choose("Answer", "Use this day")
    page.locator("#id_day").fill("2024-12-13")
    page.get_by_label("Why?").fill("Their bank says so.")
    desk.press("Answer it")
    expect(page.locator(".figures")).to_contain_text("$703.59")
    page.get_by_role("link", name="Make this the sum").click()
    desk.press("Set the sum")
    page.get_by_role("link", name="Ask for approval").click()
    desk.press("Ask for approval")


def approve(desk, dana):
    """Money needs her password once more."""
    dana.goto(f"{desk.house.url}/i/{desk.incident.reference}/refund")
    dana.get_by_role("link", name="Approve $703.59").click()
    dana.get_by_label("Your password").fill(make.PASSWORD)
    dana.get_by_role("button", name="Approve $703.59").click()
    expect(dana.locator(".done-note").first).to_be_visible()


def pay(desk, how, amount, reference, rest):
    page = desk.open("/refund/pay")
    desk.choose("How was it paid?", how)
    page.get_by_label("How much?").fill(amount)
    page.get_by_label("Reference").fill(reference)
    desk.press("Note the payment")
    expect(page.locator(".figures")).to_contain_text(rest)


def write_with_the_statement(desk):
    page, house = desk.open("/update"), desk.house
    page.get_by_label("Heading").fill("Your refund is paid")
    page.get_by_label("Message").fill("All of it is paid back. Every line is in the statement.")
    page.get_by_label("Attach the statement of the refund (PDF)").check()
    expect(page.locator("#update-answer")).to_contain_text("Attached: the statement of your refund")
    desk.press("Send update and restart the clock", "Update sent to Ingrid")
    house.move(minutes=1)
    letter = house.mail_to(INGRID)[-1].message
    [file] = letter.iter_attachments()
    assert (file.get_content_type(), file.get_content()[:8]) == ("application/pdf", b"%PDF-1.7")
    assert "line by line (PDF, version 2)" in plain(letter)


def ingrid_reads(desk):
    """Without a login, by the link of the letter."""
    house, page = desk.house, desk.house.page_of(None)
    page.goto(links_of(house.mail_to(INGRID)[-1].message)[0])
    owed = section(page, "What we owe you")
    expect(owed).to_contain_text("Paid in full on")
    figures = [term.inner_text() for term in owed.locator(".refund-sum > div").all()]
    assert [re.sub(r"\s+", " ", one) for one in figures] == ["Owed $703.59", "Paid $703.59", "To go $0.00"]
    with page.expect_download() as saved:
        owed.get_by_role("link", name="Statement (PDF)").click()
    assert saved.value.path().read_bytes().startswith(b"%PDF-1.7")
    owed.get_by_role("link", name="To read and print").click()
    expect(page.get_by_text("It is paid in full, the last part on")).to_be_visible()
    expect(page.get_by_role("row", name="C/1")).to_contain_text("13 Dec 2024")
