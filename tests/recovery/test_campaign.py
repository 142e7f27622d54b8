"""A campaign: chosen rows of a search become recoveries with drafts, once each, and nothing is sent by it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from ground.history.models import Entry
from ground.jobs.models import Job
from ground.jobs.running import run_due
from ground.outbox.models import Letter
from incidents.choices import Noticed, PromiseKind, State
from incidents.models import Campaign, CampaignMember, Incident, Promise
from recovery.campaign import CampaignRefused, NotTheirs, open_campaign
from recovery.refunding import refund_of
from recovery.signing import sign_and_send
from recovery.telling import log_for_later
from refunds.models import Doubt, Sure
from tests import make, make_campaigns, make_cases
from tests.refunds.make_rows import ITEM
from updates.choices import UpdateKind
from updates.models import Update
from updates.sending import undo_update

pytestmark = pytest.mark.django_db


@pytest.fixture
def customers(john):
    return [make_campaigns.overcharged(name, john) for name in ("Tidewater", "Orchard", "Bayside")]


@pytest.fixture
def sweep(dana, customers):
    return make_campaigns.searched(dana, *customers)


def members():
    return list(CampaignMember.objects.select_related("incident", "row__customer").order_by("pk"))


def test_each_row_becomes_a_recovery_of_its_account_manager_with_its_clock(sweep, dana, john, now):
    campaign = make_campaigns.opened(sweep, dana, now=now)
    assert (campaign.title, campaign.opened_by, campaign.members.count()) == (ITEM, dana, 3)
    for member in members():
        incident = member.incident
        assert (incident.owner, incident.logged_by, incident.state) == (john, dana, State.OPEN)
        assert (incident.kind, incident.noticed_by, incident.at_stake) == ("overcharge", Noticed.US, 17207)
        assert incident.title == f"{ITEM} overcharged since May 2024"
        assert "above the agreed price, on one invoice, of 15 May 2024" in incident.story
        clock = Promise.objects.get(incident=incident)
        assert (clock.kind, clock.due_at) == (PromiseKind.FIRST_NOTICE, incident.next_update_due_at)
        assert incident.next_update_due_at > now and incident.speaker is not None
        said = Entry.objects.about("incident", incident.pk).get(what="campaign.opened")
        assert said.facts == {"campaign": campaign.pk, "row": member.row_id}


def test_nothing_is_sent_and_no_letter_is_written_for_a_customer(sweep, dana, now):
    make_campaigns.opened(sweep, dana, now=now)
    assert not Update.objects.exists() and not Letter.objects.filter(customer=True).exists()
    assert all(member.incident.first_told_at is None for member in members())


def test_its_draft_says_what_happened_since_when_and_what_we_owe(sweep, dana, now):
    make_campaigns.opened(sweep, dana, now=now)
    draft = members()[0]
    assert draft.heading == f"We charged you too much: {ITEM}"
    for words in (
        f"We billed you more for {ITEM} than we had agreed with you.",
        "It concerns one invoice, of 15 May 2024.",
        "I am sorry.",
        "we owe you $172.07, with interest until 27 November 2026.",
    ):
        assert words in draft.body
    assert "Tidewater" not in draft.body and "Orchard" not in draft.body


def test_its_refund_has_a_first_version_that_asks_nobody(sweep, dana, now):
    make_campaigns.opened(sweep, dana, now=now)
    refund = refund_of(members()[0].incident)
    sheet = refund.calculations.get()
    assert (refund.owed_minor, refund.version, refund.approval, sheet.version) == (sheet.owed_minor, 1, None, 1)
    assert sheet.owed_minor == 17207, "as the search said"
    assert not Entry.objects.filter(what="decision.asked").exists()


def test_a_row_to_check_first_opens_as_being_checked_and_says_its_doubt(sweep, dana, john, now):
    unsure = make_campaigns.overcharged("Castellan", john)
    row = make_campaigns.row(sweep, unsure, sure=Sure.CHECK, doubts=[Doubt.TWO_PRICES.value])
    make_campaigns.opened(sweep, dana, now=now, rows=[row.pk])
    member = CampaignMember.objects.get()
    assert (member.incident.state, member.heading, member.incident.owner) == (State.CHECKING, "", john)
    assert "Two agreed prices overlap." in member.incident.story
    assert Promise.objects.get(incident=member.incident).kind == PromiseKind.CHECKING
    assert refund_of(member.incident).owed is None, "the sheet is there, the sum is a person's to set"


def test_customers_named_without_a_rule_share_the_kind_it_began_with(dana, john, customers, now):
    began = make_cases.untold(make.customer("First", account_manager=john), now=now, kind="late_delivery")
    sweep = make_campaigns.searched(dana, customers[0], began=began, item="")
    campaign = make_campaigns.opened(sweep, dana, now=now)
    member = CampaignMember.objects.get()
    found = member.incident
    assert (campaign.started_from, campaign.title, found.kind) == (began, "Late delivery", "late_delivery")
    assert (found.state, found.at_stake, refund_of(found)) == (State.OPEN, None, None)
    assert found.title == "Late delivery, found at others first" and began.title not in found.story
    assert member.heading == "Your delivery is late" and "This is our mistake" in member.body


def test_who_has_the_same_thing_open_already_is_not_opened_twice(sweep, dana, john, customers, now):
    story = f"We charged too much for {ITEM.lower()} in May."
    known = make_cases.mistake(customers[1], story=story, title="Freight")
    there = log_for_later(customer=customers[1], mistake=known, by=john, now=now)
    make_campaigns.opened(sweep, dana, now=now)
    joined = CampaignMember.objects.get(row__customer=customers[1])
    assert (joined.incident, joined.joined, joined.heading) == (there, True, "")
    assert Entry.objects.about("incident", there.pk).filter(what="campaign.joined").exists()
    assert Incident.objects.count() == 3


def test_a_closed_one_or_one_about_something_else_does_not_count(sweep, dana, john, customers, now):
    other = make_cases.mistake(customers[0], story="Pallet wrap was billed twice.", title="Pallet wrap")
    log_for_later(customer=customers[0], mistake=other, by=john, now=now)
    make_campaigns.opened(sweep, dana, now=now)
    assert not CampaignMember.objects.filter(joined=True).exists() and Incident.objects.count() == 4


def test_asking_again_doubles_nothing_and_more_rows_join_the_same_campaign(sweep, dana, john, now):
    first, *others = sweep.rows.values_list("pk", flat=True)
    campaign = make_campaigns.opened(sweep, dana, now=now, rows=[first])
    again = make_campaigns.opened(sweep, john, now=now, rows=[first, *others])
    assert campaign == again == Campaign.objects.get()
    assert (CampaignMember.objects.count(), Incident.objects.count()) == (3, 3)
    make_campaigns.opened(sweep, dana, now=now)
    assert Incident.objects.count() == 3 and not Job.objects.live().exists()


def test_rows_chosen_while_a_worker_is_at_it_are_opened_too(sweep, dana, john, now):
    rows = list(sweep.rows.values_list("pk", flat=True))
    open_campaign(sweep, rows=rows[:1], by=dana, now=now)
    open_campaign(sweep, rows=rows[1:], by=john, now=now)
    assert run_due(now=now) == 2, "a job each"
    assert Incident.objects.count() == 3 and not CampaignMember.objects.to_open().exists()


def test_a_turn_that_is_over_goes_on_later(sweep, dana, now):
    campaign = open_campaign(sweep, rows=list(sweep.rows.values_list("pk", flat=True)), by=dana, now=now)
    run_due(now=now, limit_seconds=0.000001)
    campaign.job.refresh_from_db()
    assert campaign.job.state in ("waiting", "done")
    run_due(now=now)
    campaign.job.refresh_from_db()
    assert (campaign.job.state, campaign.job.done, campaign.job.total) == ("done", 3, 3)


@pytest.mark.parametrize(
    ("who", "seen"), [("john", True), ("dana", True), ("top", True), ("priya", False), ("finance", False)]
)
def test_only_rows_of_ones_own_customers_can_be_opened(cast, sweep, now, who, seen):
    rows = list(sweep.rows.values_list("pk", flat=True))
    if seen:
        assert open_campaign(sweep, rows=rows, by=getattr(cast, who), now=now).members.count() == 3
        return
    with pytest.raises(NotTheirs):
        open_campaign(sweep, rows=rows, by=getattr(cast, who), now=now)
    assert not Campaign.objects.exists()


def test_one_foreign_row_among_ones_own_is_refused_whole(cast, sweep, now):
    hers = make_campaigns.row(sweep, make_campaigns.overcharged("Kitano", cast.priya))
    with pytest.raises(NotTheirs):
        open_campaign(sweep, rows=[hers.pk, sweep.rows.first().pk], by=cast.dana, now=now)
    assert not CampaignMember.objects.exists()


def test_nothing_chosen_and_a_row_left_out_are_refused_with_a_sentence(sweep, dana, now):
    with pytest.raises(CampaignRefused, match="Choose at least one customer"):
        open_campaign(sweep, rows=[], by=dana, now=now)
    row = sweep.rows.first()
    row.left_out_why = "They agreed to it."
    row.save()
    with pytest.raises(CampaignRefused, match="was left out"):
        open_campaign(sweep, rows=[row.pk], by=dana, now=now)


def test_whoever_lost_the_customer_meanwhile_opens_nothing_and_it_says_so(cast, sweep, customers, now):
    campaign = open_campaign(sweep, rows=list(sweep.rows.values_list("pk", flat=True)), by=cast.john, now=now)
    customers[0].account_manager, customers[0].team = cast.priya, cast.priya.team
    customers[0].save()
    run_due(now=now)
    out = campaign.members.get(incident=None)
    assert out.skipped_why == "John Reyes may not change Tidewater any more." and out.settled_at >= now
    assert campaign.members.exclude(incident=None).count() == 2


def test_signing_is_kept_with_whether_it_was_changed(sweep, dana, john, now):
    make_campaigns.opened(sweep, dana, now=now)
    as_is, changed, _third = members()
    for member, body in ((as_is, as_is.body.replace("\n", "\r\n")), (changed, changed.body + " I ring you today.")):
        said = {"kind": UpdateKind.FIRST_NOTICE, "heading": member.heading, "body": body}
        telling = make_cases.telling(member.row.customer, now + timedelta(days=1), **said)
        sign_and_send(member.incident, telling=telling, by=john, now=now)
    kept = Entry.objects.filter(what="campaign.signed").order_by("pk")
    assert [entry.facts["changed"] for entry in kept] == [0, 1]
    assert list(CampaignMember.objects.drafts().values_list("pk", flat=True)) == [members()[2].pk]


def test_a_signed_draft_that_is_taken_back_waits_again(sweep, dana, john, now):
    make_campaigns.opened(sweep, dana, now=now)
    member = members()[0]
    said = {"kind": UpdateKind.FIRST_NOTICE, "heading": member.heading, "body": member.body}
    telling = make_cases.telling(member.row.customer, now + timedelta(days=1), **said)
    update = sign_and_send(member.incident, telling=telling, by=john, now=now)
    assert CampaignMember.objects.drafts().count() == 2
    undo_update(update, by=john, now=now)
    assert CampaignMember.objects.drafts().count() == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"heading": "Words", "body": ""},
        {"incident": None},
        {"skipped_why": "Because."},
        {"joined": True},
        {"settled_at": None},
    ],
)
def test_the_database_refuses_a_member_that_contradicts_itself(sweep, dana, now, wrong):
    make_campaigns.opened(sweep, dana, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        CampaignMember.objects.filter(pk=members()[0].pk).update(**wrong)
