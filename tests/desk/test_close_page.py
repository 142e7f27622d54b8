"""The page on which a recovery is closed begins with the answer; what follows a closing is on its page."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from ground.decisions.models import Decision
from ground.worktime.now import now as clock
from incidents.choices import Ending, State
from incidents.models import Incident, Reopening
from recovery.after_closing import answered
from recovery.closing import close_by_a_manager, reopen
from tests import make, make_closings
from tests.desk.walk import fields_of
from tests.make_closings import DAY, HOUR

pytestmark = pytest.mark.django_db
LETTER = {"heading": "It is done", "body": "Everything we promised you is done."}


@pytest.fixture
def at():
    return clock()


def fresh(incident):
    return Incident.objects.get(pk=incident.pk)


def page(client, incident, end="/close"):
    answer = client.get(f"/i/{incident.reference}{end}")
    assert answer.status_code == 200
    return answer.content.decode()


def post(client, incident, act, end="/close", **fields):
    people = [c.pk for c in incident.contacts.all()]
    data = {**LETTER, "tell": people, "act": act, **fields}
    return client.post(f"/i/{incident.reference}{end}", data, follow=True)


def said(answer):
    return answer.content.decode()


def test_at_8_the_heading_says_that_it_may_be_closed_and_the_letter_closes_it(client, john, at):
    incident = make_closings.ready(john, now=at)
    client.force_login(john)
    shown = page(client, incident)
    assert "You may close this. Ingrid trusts us again" in shown
    assert "Every step is finished" in shown
    assert "We will ask you on" in shown
    assert "Ask a manager" not in shown
    assert "Closed at trust 8" in said(post(client, incident, "close"))
    assert (fresh(incident).ending, fresh(incident).closed_at_trust) == (Ending.MET, 8)


def test_at_6_the_first_act_is_to_ask_and_the_override_a_request_with_a_reason(client, john, dana, at):
    incident = make_closings.ready(john, now=at, value=6)
    client.force_login(john)
    shown = page(client, incident)
    assert "This cannot be closed yet. Ingrid says 6, and the line is 7" in shown
    assert "One short. What would make it a 7?" in shown
    assert "Call Ingrid and ask what is missing" in shown
    assert "btn-late" not in shown
    refused = said(post(client, incident, "ask_override"))
    assert "Write down why. It stays on record." in refused
    assert not Decision.objects.exists()
    assert "A manager was asked" in said(post(client, incident, "ask_override", reason="She asked us to."))
    waiting = page(client, incident)
    assert "You asked to close it" in waiting
    assert "She asked us to." in waiting
    assert fresh(incident).state == State.OPEN


def test_whoever_asks_below_the_line_needs_to_write_nothing_but_the_reason(client, john, at):
    """The last letter is there to be read, and claims nothing that a manager has not decided."""
    incident = make_closings.ready(john, now=at, value=6)
    client.force_login(john)
    fields = fields_of(client.get(f"/i/{incident.reference}/close"), "ask-form")
    assert fields["heading"] == "We close this today"
    assert "Everything we promised you is done" not in fields["body"]
    asked = client.post(f"/i/{incident.reference}/close", {**fields, "reason": "Her wish.", "act": "ask_override"})
    assert asked.status_code == 302
    assert Decision.objects.get().reason == "Her wish."


def test_no_button_of_an_account_manager_closes_it_below_the_line(client, john, at):
    incident = make_closings.ready(john, now=at, value=6)
    client.force_login(john)
    for act in ("close", "override", "without_word"):
        post(client, incident, act, reason="Please.")
        assert fresh(incident).state == State.OPEN


def test_a_manager_who_does_not_own_it_closes_at_once_and_the_reason_stays_for_ever(client, john, dana, at):
    incident = make_closings.ready(john, now=at, value=6)
    client.force_login(dana)
    assert "btn-late" in page(client, incident)
    post(client, incident, "override", reason="Her own wish, by phone.")
    closed = fresh(incident)
    assert (closed.ending, closed.closed_at_trust) == (Ending.OVERRIDE, 6)
    assert "Her own wish, by phone." in page(client, closed, "")
    reopen(closed, reason="It is back.", by=john, now=closed.closed_at + HOUR)
    again = page(client, incident, "")
    assert "Dana Whitfield closed this at trust 6" in again
    assert "Her own wish, by phone." in again
    customer = client.get(f"/c/{incident.customer.slug}").content.decode()
    assert "Her own wish, by phone." in customer


def test_what_was_typed_is_kept_and_shown_as_they_will_read_it(client, john, at):
    incident = make_closings.ready(john, now=at)
    client.force_login(john)
    shown = said(post(client, incident, "preview", body="A word of mine."))
    assert shown.count("A word of mine.") == 2
    assert fresh(incident).state == State.OPEN


def test_a_closed_one_shows_its_check_ins_and_somebody_may_ask_now(client, john, at):
    incident = make_closings.closed(john, now=at - HOUR)
    client.force_login(john)
    shown = page(client, incident, "")
    assert "at trust 8" in shown
    assert "Is it still right?" in shown
    assert "Asked after 7, 30, 90 days" in shown
    assert client.get(f"/i/{incident.reference}/close").status_code == 302
    assert "Asked. You read the answer first." in said(post(client, incident, "", end="/check-in/7/ask"))
    assert "No answer yet" in page(client, incident, "")


def test_what_they_said_aloud_is_noted_and_may_propose_to_open_it_again(client, john, at):
    incident = make_closings.closed(john, now=at - 2 * DAY)
    client.force_login(john)
    moment = (at - HOUR).astimezone(ZoneInfo(make.ZONE)).strftime("%Y-%m-%dT%H:%M")
    known = {"contact": incident.speaker_id, "said_at": moment, "verdict": "no", "value": "5", "words": "It is back."}
    client.post(f"/i/{incident.reference}/check-in/7", known)
    assert Reopening.objects.waiting().get().value == 5
    shown = page(client, incident, "")
    assert "Ingrid says 5: open again?" in shown
    assert "Choose the step" in shown
    assert "Leave it closed" not in shown
    assert "Ingrid says 5: open again?" in client.get("/").content.decode()
    assert "Ingrid says 5: open again?" in client.get("/board").content.decode()
    form = page(client, incident, "/reopen")
    assert "It is back." in form
    client.post(f"/i/{incident.reference}/reopen", {"step": "8", "reason": "It is back."})
    assert (fresh(incident).state, fresh(incident).step_now) == (State.OPEN, 8)


def test_a_manager_may_leave_it_closed_with_a_reason(client, john, dana, at):
    incident = make_closings.closed(john, now=at - 2 * DAY)
    answered(incident.check_ins.get(day=7), verdict="no", value=4, words="No.", now=at - HOUR, by=john)
    client.force_login(john)
    assert client.get(f"/i/{incident.reference}/stay-closed").status_code == 404
    client.force_login(dana)
    assert "Leave it closed" in page(client, incident, "")
    client.post(f"/i/{incident.reference}/stay-closed", {"reason": "It was another matter."})
    assert fresh(incident).state == State.CLOSED
    assert "open again?" not in page(client, incident, "").split("Timeline")[0]


def test_who_looks_after_the_money_reads_no_number(client, cast, john, at):
    incident = make_closings.closed(john, now=at - 2 * DAY)
    answered(incident.check_ins.get(day=7), verdict="no", value=4, words="It hurt.", now=at - HOUR, by=john)
    client.force_login(cast.finance)
    shown = page(client, incident, "")
    assert "at trust 8" not in shown
    assert "It hurt." not in shown
    assert "Ingrid says" not in shown


def test_the_board_counts_what_was_closed_by_its_class(client, john, dana, at):
    incident = make_closings.ready(john, now=at - DAY, value=6)
    close_by_a_manager(incident, reason="Her wish.", by=dana, now=at - DAY + timedelta(minutes=1))
    client.force_login(dana)
    shown = client.get("/board").content.decode()
    assert "Closed, last 30 days" in shown
    assert "1 closed by a manager" in shown
