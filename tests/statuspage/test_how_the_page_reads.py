"""The private page in a browser and in words: what stands there, in whose time, when late, and when it is over."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from incidents.choices import PromiseState
from incidents.models import Incident
from tests import make
from tests.servers.chromium import assert_accessible_everywhere
from tests.updates import told
from updates.links import address_of, link_for, token_of
from updates.page import page_for

DAY = timedelta(days=1)
HEADING_2 = "All 44 invoices are recalculated"


@pytest.fixture
def clock(monkeypatch):
    """Sets the time the page is read at."""

    def set_to(at):
        monkeypatch.setattr("statuspage.views.now", lambda: at)

    set_to(make.NOW)
    return set_to


def halvorsen(cast) -> told.Story:
    """The story of the shots: told, then an update; promises kept, kept late, open."""
    for person, phone in ((cast.john, "+1 253 555 0142"), (cast.dana, "+1 253 555 0101")):
        person.phone = phone
        person.save()
    story = told.story(cast, at=make.NOW - 9 * DAY)
    incident = story.incident
    body = "Here is the list to check.\n\nThe sum we owe you is on its way to Dana Whitfield."
    told.tell(
        incident,
        [story.ingrid, story.tomas],
        at=make.NOW - DAY,
        next_at=make.NOW + told.NEXT,
        heading=HEADING_2,
        body=body,
    )
    told.promise(incident, "A corrected price list, signed by Dana Whitfield", make.NOW + timedelta(hours=6))
    told.promise(incident, "A call from John once your accountant has checked the list", make.NOW + 4 * DAY)
    ended = make.NOW - 6 * DAY
    told.promise(
        incident, "The first $10,000.00 within the week", ended + DAY, state=PromiseState.KEPT, settled_at=ended
    )
    told.promise(
        incident,
        "The facts by Thursday 12 November, 10:00",
        ended - DAY,
        state=PromiseState.KEPT_LATE,
        broken_at=ended - DAY,
        settled_at=ended - DAY + timedelta(minutes=40),
    )
    return story


def words(story: told.Story, contact=None, at=make.NOW):
    incident = Incident.objects.select_related("customer__team", "owner").get(pk=story.incident.pk)
    return page_for(incident, contact or story.ingrid, now=at)


def test_it_reads_without_a_violation_in_light_and_dark_wide_and_narrow(
    live_server, page: Page, clock, settings, console_errors
):
    settings.SITE_URL = live_server.url
    story = halvorsen(make.cast())
    page.goto(address_of(link_for(story.incident, story.ingrid, now=make.NOW)))
    expect(page.get_by_role("heading", level=1)).to_have_text(told.HEADING)
    assert_accessible_everywhere(page)
    assert not page.context.cookies()
    for where in ("/s/" + "A" * 43, "/s/new", "/s/asked"):
        page.goto(live_server.url + where)
        assert_accessible_everywhere(page)
    assert all("404" in error for error in console_errors)
    console_errors.clear()


def test_it_reads_without_script(live_server, page_without_script: Page, clock, settings):
    settings.SITE_URL = live_server.url
    story = halvorsen(make.cast())
    page_without_script.goto(address_of(link_for(story.incident, story.ingrid, now=make.NOW)))
    expect(page_without_script.get_by_text("You will hear from us by 13:00 today")).to_be_visible()
    expect(page_without_script.get_by_text("Print this page")).to_be_hidden()


def test_calm_until_the_very_instant_and_late_after_it(cast):
    story = told.story(cast)
    due = make.NOW + told.NEXT
    calm, late = words(story, at=due).next, words(story, at=due + timedelta(seconds=1)).next
    assert (calm.tone, calm.main, calm.sub) == (
        "fine",
        "You will hear from us by 13:00 today",
        "Thursday 19 November. By email, from John Reyes.",
    )
    assert (late.tone, late.main) == ("late", "We said 13:00 and we are late.")
    assert words(story, at=due + DAY).next.main == "We said Thursday 19 November, 13:00, and we are late."


def test_what_became_of_promises_is_said_as_it_is(cast):
    promised = {line.text: (line.look, line.state + line.after) for line in words(halvorsen(cast)).promised}
    assert promised == {
        "A corrected price list, signed by Dana Whitfield": ("open", "Due today, 16:40"),
        "A call from John once your accountant has checked the list": ("open", "Due Mon 23 Nov, 10:40"),
        "The first $10,000.00 within the week": ("kept", "Kept, Fri 13 Nov"),
        "The facts by Thursday 12 November, 10:00": ("kept_late", "Kept late, by 40 minutes"),
        "Updates at the time we said": ("kept", "Kept: 1 of 1"),
    }


def test_a_promise_to_one_contact_is_not_on_the_page_of_another(cast):
    story = told.story(cast)
    told.promise(story.incident, "A call before you tell the board", make.NOW + DAY, to=story.ingrid)
    assert "board" in str(words(story, story.ingrid))
    assert "board" not in str(words(story, story.tomas))


def test_what_was_told_to_one_alone_is_on_their_page_alone(cast):
    story = told.story(cast)
    told.tell(
        story.incident,
        [story.ingrid],
        at=make.NOW - timedelta(hours=1),
        next_at=make.NOW + DAY,
        heading="For you alone",
        body="This concerns the board.",
        on_page=False,
    )
    assert "For you alone" in str(words(story, story.ingrid))
    assert "For you alone" not in str(words(story, story.tomas))


def test_words_that_may_still_be_taken_back_are_not_there_yet(cast):
    story = told.story(cast)
    told.tell(story.incident, [story.ingrid], at=make.NOW, next_at=make.NOW + DAY, heading=HEADING_2)
    assert HEADING_2 not in str(words(story))
    assert HEADING_2 in str(words(story, at=make.NOW + timedelta(seconds=30)))


def test_there_is_no_page_before_anything_was_told(cast, client, clock):
    customer, ingrid, _tomas = told.halvorsen(cast)
    incident = told.log(customer, cast.john, make.NOW - DAY)
    token = token_of(link_for(incident, ingrid, now=make.NOW))
    assert client.get(f"/s/{token}").status_code == 404


@pytest.mark.parametrize(
    ("zone", "when", "named"),
    [
        ("America/Los_Angeles", "You will hear from us by 13:00 today", "Pacific Time"),
        ("Pacific/Auckland", "You will hear from us by 10:00 today", "New Zealand Time"),
        ("Asia/Kathmandu", "You will hear from us by 02:45 today", "Nepal Time"),
        ("Europe/London", "You will hear from us by 21:00 today", "United Kingdom Time"),
    ],
)
def test_times_are_those_of_the_customer_and_their_zone_is_named_once(cast, zone, when, named):
    shown = words(told.story(cast, zone=zone))
    assert (shown.next.main, shown.zone) == (when, named)


def test_a_closed_one_says_so_and_has_no_clock(cast):
    story = told.story(cast)
    Incident.objects.filter(pk=story.incident.pk).update(
        state="closed", closed_at=make.NOW, ending="met", closed_at_trust=8, closing_line=7, next_update_due_at=None
    )
    story.incident.promises.update(state="kept", settled_at=make.NOW, rung_due_at=None)
    shown = words(story)
    assert (shown.next, shown.closed_words) == (None, "We closed this on Thursday 19 November.")


def test_the_page_costs_the_same_queries_however_much_was_told(cast, client, clock, django_assert_max_num_queries):
    story = halvorsen(cast)
    for number in range(12):
        told.promise(story.incident, f"Promise {number}", make.NOW + DAY)
    token = token_of(link_for(story.incident, story.ingrid, now=make.NOW))
    with django_assert_max_num_queries(6):
        assert client.get(f"/s/{token}").status_code == 200
