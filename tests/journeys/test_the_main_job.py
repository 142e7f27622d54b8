"""The main job on real input: a messy list, a mistake logged by keyboard, a letter, a late clock, calm."""

import re

import pytest
from playwright.sync_api import expect

from customers.models import Customer
from incidents.models import Incident
from tests.make_csv import messy_list

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def import_customers(page, house, tmp_path):
    wanted = messy_list(200)
    file = tmp_path / "kunden.csv"
    file.write_bytes(wanted.data)
    page.goto(f"{house.url}/customers/import")
    page.set_input_files("input[type=file]", str(file))
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_role("button", name="Check every row").click()
    expect(page.get_by_role("heading", name="What is wrong, and where")).to_be_visible()
    page.get_by_text("Leave", exact=False).first.click()
    if page.locator("[name=why]").count():
        page.fill("[name=why]", "Old rows nobody needs")
    page.get_by_role("button", name=re.compile("^Import")).click()
    expect(page.get_by_role("heading", name="The import is done")).to_be_visible()
    assert Customer.objects.filter(account_manager=house.cast.john).count() == 1 + wanted.customers


def log_by_keyboard(page, house):
    """Nine fields at most, no mouse."""
    page.goto(house.url)
    page.wait_for_load_state("networkidle")
    page.keyboard.press("n")
    page.wait_for_url("**/log")
    page.focus("#id_customer")
    page.keyboard.type("Halvorsen Marine Supply")
    page.keyboard.press("Tab")
    page.wait_for_selector("#id_tell_0")
    page.focus("#id_kind_0")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("We charged you more for freight handling than your contract says, since March 2023.")
    page.keyboard.press("Tab")
    page.keyboard.type("March 2023")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    with page.expect_response("**/log/preview"):
        page.keyboard.press("Tab")
    expect(page.locator("#notice-preview")).to_contain_text("You noticed before we did. I am sorry.")
    button = page.get_by_role("button", name="Log it and tell the customer")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Tell them now?")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/i/TR-\d+$"))
    expect(page.get_by_text("You did the right thing.", exact=False)).to_be_visible()


def test_from_a_messy_list_to_calm(house, tmp_path):
    john, dana = house.page_of(house.cast.john), house.page_of(house.cast.dana)
    import_customers(john, house, tmp_path)
    log_by_keyboard(john, house)
    incident = Incident.objects.get()

    house.move(minutes=1)
    letters = house.mail_to("ingrid@halvorsen.example")
    assert len(letters) == 1
    assert letters[0].message["Subject"] == f"{incident.updates.get().heading} [{incident.reference}]"
    john.goto(f"{house.url}/letters")
    row = john.locator("tr", has_text="Ingrid Halvorsen")
    expect(row).to_contain_text("Handed over")
    row.get_by_role("link").click()
    expect(john.locator("pre.plain-twin")).to_contain_text("I am sorry.")

    due = incident.next_update_due_at
    house.move_to(incident.clock_started_at + (due - incident.clock_started_at) * 0.999)
    assert house.mail_to(house.cast.john.email), "John was reminded"
    assert not house.mail_to(house.cast.dana.email)
    house.move_to(due)
    house.move(minutes=1)
    assert len(house.mail_to(house.cast.dana.email)) == 1

    dana.goto(f"{house.url}/board")
    first = dana.locator("tbody tr").first
    expect(first).to_contain_text("Halvorsen Marine Supply")
    expect(first).to_contain_text("Overdue by")
    john.goto(house.url)
    expect(john.locator(".lead")).to_contain_text("Halvorsen Marine Supply should have heard from us")

    john.get_by_role("link", name=re.compile("^Write")).first.click()
    john.fill("#id_heading", "What we know now")
    john.fill("#id_body", "I am late. I am sorry. We have pulled every invoice since March 2023.")
    john.get_by_role("button", name="Send update and restart the clock").click()
    expect(john.get_by_text("The clock now runs to", exact=False)).to_be_visible()
    house.move(minutes=1)
    assert len(house.mail_to("ingrid@halvorsen.example")) == 2
    john.goto(house.url)
    expect(john.locator(".lead")).to_contain_text("is waiting for news by")
    dana.goto(f"{house.url}/board")
    expect(dana.locator(".lead")).to_contain_text("Nobody waits longer than we promised.")
    assert house.errors == []
