"""What comes back: the first notice bounces, John puts it right; a question, an absence and a stranger are sorted."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from ground.mailbox.choices import Way
from ground.mailbox.reading import read_waiting
from ground.mailbox.storing import store
from ground.mailbox.waysin import MailIn
from ground.outbox.models import Letter
from incidents.models import Incident
from tests import make_cases
from tests.mailbox.corpus_machines import AWAY
from tests.mailbox.mails import AUTHORITY, mail
from tests.mailbox.returned import dsn
from tests.servers.chromium import assert_accessible_everywhere
from updates.models import Recipient

pytestmark = [pytest.mark.doors, pytest.mark.journey, pytest.mark.django_db(transaction=True)]
HOUR = timedelta(hours=1)
NEW_ADDRESS = "ingrid.halvorsen@halvorsen.example"


@pytest.fixture
def case(house, settings) -> Incident:
    settings.MAIL_IN = MailIn(reply_address="reply@brightwater.example", authority=AUTHORITY)
    told = make_cases.told(house.halvorsen, now=house.now() - HOUR, next_at=house.now() + 5 * HOUR)
    house.move(minutes=1)
    return told


def message_id(case: Incident, name: str) -> str:
    copy = Recipient.objects.get(update__incident=case, contact__name=name)
    return Letter.objects.get(pk=copy.letter_id).message_id


def comes_in(house, raw: bytes) -> None:
    store(raw, way=Way.PIPE, now=house.now())
    read_waiting(now=house.now())
    house.work()


def tray(page, house):
    page.goto(f"{house.url}/letters/tray")
    return page.locator("main")


def test_john_sorts_what_came_back(house, case):
    john = house.page_of(house.cast.john)
    comes_in(house, dsn(message_id(case, "Ingrid Halvorsen")))
    assert "came back" in str(house.mail_to("john@brightwater.example")[-1].message["Subject"])

    shown = tray(john, house)
    expect(shown).to_contain_text("It came back: Ingrid Halvorsen")
    expect(shown).to_contain_text("there is no such mailbox. The address is marked.")
    assert_accessible_everywhere(john)
    john.get_by_role("link", name="Another address").click()
    john.get_by_label("Email", exact=False).first.fill(NEW_ADDRESS)
    john.get_by_role("button", name="Save the changes").click()
    shown = tray(john, house)
    john.get_by_role("link", name="Call Ingrid").click()
    expect(john).to_have_url(f"{house.url}/i/{case.reference}/talk")
    tray(john, house)
    john.get_by_role("button", name="I have seen it").click()
    expect(john.locator(".done-note").first).to_contain_text("Seen.")

    asks = "When do you pay it back?\n"
    comes_in(house, mail(asks, sender=f"Ingrid <{NEW_ADDRESS}>", answers=message_id(case, "Tomas Reed")))
    john.goto(f"{house.url}/")
    expect(john.locator("main")).to_contain_text("When do you pay it back?")
    john.goto(f"{house.url}/i/{case.reference}")
    expect(john.locator("main")).to_contain_text("Ingrid replied by mail")
    expect(john.locator("main")).to_contain_text("Not answered")
    john.get_by_role("link", name="The mail with what it quotes and brings").click()
    expect(john.locator("main")).to_contain_text("our mail server vouches for the sender")
    assert_accessible_everywhere(john)

    _marks, subject, words = AWAY["Exchange"]
    away = mail(
        words, sender="tomas@halvorsen.example", subject=subject, answers=message_id(case, "Tomas Reed"),
        message_id="<away@h.example>", headers={"Auto-Submitted": "auto-replied"},
    )  # fmt: skip
    comes_in(house, away)
    stranger = mail("I advise Ms Halvorsen.\n", sender="J. Lee <j.lee@law.example>", subject=f"[{case.reference}]")
    comes_in(house, stranger.replace(b"<reply-1@", b"<lee-1@"))
    shown = tray(john, house)
    expect(shown).to_contain_text("Away until ")
    expect(shown).to_contain_text("2 need a person.")
    john.get_by_role("button", name=f"Belongs to {case.reference}, add as a contact").click()
    expect(john.locator(".done-note").first).to_contain_text("as the words of J. Lee")
    john.get_by_role("button", name="I have seen it").click()
    expect(john.locator("main")).to_contain_text("Nothing needs a person.")
    assert sorted(case.answers.values_list("contact__name", flat=True)) == ["Ingrid Halvorsen", "J. Lee"]
    assert len(house.mail_to("j.lee@law.example")) == 0
