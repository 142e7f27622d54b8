"""Who else? Dana opens ten recoveries from a search; John signs the first draft, and the page says how it stands."""

import pytest
from playwright.sync_api import expect

from customers.models import Contact
from ground.history.models import Entry
from ground.jobs.running import run_due
from incidents.models import CampaignMember, Incident
from refunds.models import Doubt, Sure
from tests import make, make_campaigns
from tests.journeys.walking import plain
from tests.refunds.make_rows import ITEM
from tests.servers.chromium import assert_accessible_everywhere

pytestmark = [pytest.mark.doors, pytest.mark.journey, pytest.mark.django_db(transaction=True)]
UNSURE = (10, 11)


@pytest.fixture
def sweep(house):
    """Twelve customers in the house's two teams' hands; two of them to check first."""
    john, dana = house.cast.john, house.cast.dana
    elena = make.person("Elena Sousa", team=john.team)
    named = [make_campaigns.overcharged(f"Buyer {n:02}", (john, elena)[n % 2]) for n in range(12)]
    found = make_campaigns.searched(dana, *named, now=house.now())
    for row in found.rows.filter(customer__in=[named[n] for n in UNSURE]):
        row.sure, row.doubts = Sure.CHECK, [Doubt.TWO_PRICES.value]
        row.save()
    return found


def test_ten_recoveries_are_opened_and_the_first_draft_is_signed(house, sweep):
    dana = house.page_of(house.cast.dana)
    dana.goto(f"{house.url}/who-else/{sweep.pk}")
    dana.get_by_role("button", name="Open 10 recoveries with drafts").click()
    expect(dana.locator(".done-note").first).to_contain_text("10 recoveries are being opened")
    expect(dana.get_by_role("heading", name="Opening 0 of 10")).to_be_visible()
    run_due(now=house.now())
    expect(dana.get_by_role("heading", name="Opening 0 of 10")).to_have_count(0)
    expect(dana.get_by_role("row")).to_have_count(11)
    expect(dana.locator("main")).to_contain_text("Nobody has heard from us yet. 10 drafts wait for a signature")
    assert house.relay.accepted == [], "nothing is sent unread"

    dana.goto(f"{house.url}/who-else/{sweep.pk}")
    for n in UNSURE:
        dana.get_by_label(f"Buyer {n},", exact=False).check()
    dana.locator("button", has_text="Open").click()
    house.work()
    run_due(now=house.now())
    dana.reload()
    expect(dana.get_by_role("row")).to_have_count(13)
    assert_accessible_everywhere(dana)

    john = house.page_of(house.cast.john)
    john.goto(house.url)
    expect(john.get_by_text("Draft to sign")).to_have_count(5)
    john.get_by_role("link", name="Read and sign the draft for Buyer 00").click()
    expect(john.get_by_label("Heading")).to_have_value(f"We charged you too much: {ITEM}")
    draft = CampaignMember.objects.get(row__customer__name="Buyer 00").body
    expect(john.get_by_label("Message")).to_have_value(draft)
    john.get_by_label("Message").fill(draft + "\n\nI ring you tomorrow.")
    john.locator("label[for=id_next_0]").click()
    john.get_by_role("button", name="Send update", exact=False).click()
    expect(john.locator(".done-note").first).to_contain_text("Update sent")
    house.move(minutes=1)

    [letter] = house.mail_to(Contact.objects.get(customer__name="Buyer 00").email)
    assert "It concerns one invoice, of 15 May 2024." in " ".join(plain(letter.message).split())
    assert {to for mail in house.relay.accepted for to in mail.recipients if "customer" in to} == set(letter.recipients)
    assert Entry.objects.get(what="campaign.signed").facts["changed"] == 1
    assert Incident.objects.filter(first_told_at__isnull=False).count() == 1
    dana.goto(f"{house.url}/board")
    dana.get_by_role("link", name=ITEM, exact=True).first.click()
    expect(dana.locator("main")).to_contain_text("One has heard from us before they noticed.")
    expect(dana.locator("main")).to_contain_text("1 of 12")
    assert_accessible_everywhere(dana)
