"""The page of a campaign: what waits first, what is true, each person only their own customers."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.models import CampaignMember
from recovery.signing import sign_and_send
from refunds.models import Doubt, Sure
from tests import make, make_campaigns, make_cases
from tests.refunds.make_rows import ITEM
from trust.readings import record_reading
from updates.choices import UpdateKind

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def campaign(cast, now):
    """Three of John's, one of them to check first, and one of Priya's, opened by the manager of both."""
    known = [make_campaigns.overcharged(name, cast.john) for name in ("Tidewater", "Orchard")]
    sweep = make_campaigns.searched(cast.top, *known, make_campaigns.overcharged("Kitano", cast.priya))
    unsure = make_campaigns.overcharged("Castellan", cast.john)
    make_campaigns.row(sweep, unsure, sure=Sure.CHECK, doubts=[Doubt.TWO_PRICES.value])
    return make_campaigns.opened(sweep, cast.top, now=now)


def page_of(client, person, campaign, status=200):
    client.force_login(person)
    answer = client.get(f"/board/campaign/{campaign.pk}")
    assert answer.status_code == status
    return unescape(answer.content.decode())


def tell(name, by, now):
    member = CampaignMember.objects.select_related("incident", "row__customer").get(row__customer__name=name)
    said = {"kind": UpdateKind.FIRST_NOTICE, "heading": member.heading, "body": member.body}
    telling = make_cases.telling(member.row.customer, now + DAY, **said)
    sign_and_send(member.incident, telling=telling, by=by, now=now)
    return member.incident


def test_it_says_who_was_told_which_drafts_wait_and_what_is_owed(client, cast, campaign, now):
    tell("Orchard", cast.john, now)
    page = page_of(client, cast.top, campaign)
    for words in (
        f"{ITEM}, four customers",
        "One has heard from us before they noticed. Two drafts wait for a signature, the oldest since",
        "1 of 4",
        "all before they noticed",
        "John 1, Priya 1",
        "Next: two drafts",
        "of $688.28",
        "too few to say: 0",
    ):
        assert words in page, words
    places = [page.index(f">{name}</") for name in ("Tidewater", "Kitano", "Castellan", "Orchard")]
    assert places == sorted(places), "drafts, then checks, then told"


def test_each_sees_only_their_customers_and_nothing_of_the_others(client, cast, campaign):
    for person, seen in ((cast.john, "T"), (cast.priya, "K"), (cast.dana, "T"), (cast.top, "TK"), (cast.finance, "TK")):
        page = page_of(client, person, campaign)
        assert ("Tidewater" in page, "Kitano" in page) == ("T" in seen, "K" in seen), person.name
    assert f"{ITEM}, one customer" in page_of(client, cast.priya, campaign)
    for word in ("four", " of 4", "688"):
        assert word not in page_of(client, cast.priya, campaign)


def test_trust_is_not_shown_to_those_who_look_after_the_money(client, cast, campaign):
    assert "Median trust" in page_of(client, cast.auditor, campaign)
    page = page_of(client, cast.finance, campaign)
    assert "Median trust" not in page and ">Trust<" not in page and "Read and sign" not in page


def test_who_sees_none_of_them_finds_nothing(client, cast, campaign):
    lonely = make.person(team=make.team("Alone"))
    for person in (lonely, cast.administrator, make.person(role="colleague")):
        page_of(client, person, campaign, status=404)
    page_of(client, cast.john, campaign)
    assert client.get(f"/board/campaign/{campaign.pk + 1}").status_code == 404


def test_what_they_said_since_is_shown_beside_what_they_said_before(client, cast, campaign, now):
    incident = tell("Orchard", cast.john, now)
    for value, at in ((8, now - DAY), (6, now + DAY)):
        said = {"value": value, "whose": "theirs", "occasion": "other", "said_at": at, "contact": incident.speaker}
        record_reading(customer=incident.customer, by=cast.john, now=now + DAY, **said)
    page = page_of(client, cast.john, campaign)
    assert "was 8" in page and "not asked" in page


def test_the_draft_is_offered_on_today_on_the_incident_and_in_the_composer(client, cast, campaign, now):
    incident = CampaignMember.objects.get(row__customer__name="Tidewater").incident
    client.force_login(cast.john)
    today = unescape(client.get("/").content.decode())
    assert today.count("Draft to sign") == 2 and "the draft for Tidewater" in today
    page = unescape(client.get(f"/i/{incident.reference}").content.decode())
    assert f'href="/board/campaign/{campaign.pk}">{ITEM}</a>' in page and "Read and sign it" in page
    letter = unescape(client.get(f"/i/{incident.reference}/update").content.decode())
    assert f"We charged you too much: {ITEM}" in letter and "Read every word" in letter
    assert "before we did" not in letter
    tell("Tidewater", cast.john, now)
    assert "Read and sign it" not in client.get(f"/i/{incident.reference}").content.decode()
    assert "Read every word" not in client.get(f"/i/{incident.reference}/update").content.decode()


def test_open_campaigns_stand_on_the_board_of_those_who_see_one(client, cast, campaign):
    for person, seen in ((cast.john, True), (cast.top, True), (make.person(team=make.team("Alone")), False)):
        client.force_login(person)
        assert (f"/board/campaign/{campaign.pk}" in client.get("/board").content.decode()) == seen


def test_the_page_asks_the_same_however_many_there_are(client, cast, campaign, now):
    def statements():
        page_of(client, cast.top, campaign)
        with CaptureQueriesContext(connection) as found:
            client.get(f"/board/campaign/{campaign.pk}")
        return len([query for query in found if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))])

    few = statements()
    for number in range(12):
        make_campaigns.row(campaign.found_by, make_campaigns.overcharged(f"Buyer {number}", cast.john))
    make_campaigns.opened(campaign.found_by, cast.top, now=now)
    assert statements() == few <= 12
