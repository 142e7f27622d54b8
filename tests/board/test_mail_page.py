"""The page of mail: for administrators, by envelopes only; pausing, opening, and sending again."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ground.history.models import Entry
from ground.outbox import marking
from ground.outbox.models import Channel, Letter
from ground.outbox.writing import write
from ground.worktime.now import now
from tests.board.bad_input import LINES, QUERIES
from tests.board.typed import words

pytestmark = pytest.mark.django_db
TOKEN = "x" * 43


def letter(key="update:7:3", recipient="ingrid@halvorsen.example", *, state="waiting", **values):
    message = EmailMessage()
    message["From"], message["Subject"] = "Brightwater <care@brightwater.example>", "Secret subject"
    message.set_content("Dear Ingrid, we overcharged you by $21,317.35.")
    made = write(key=key, recipient=recipient, message=message, about="x:1", now=now() - timedelta(hours=3))
    if state != "waiting":
        final = {"finished_at": now(), "last_error": "550 5.1.1 user unknown", "call_at": None}
        Letter.objects.filter(pk=made.pk).update(state=state, **final, **values)
    return made


def test_only_administrators_find_it(client, cast):
    lost = letter(state="failed")
    for who in ("john", "dana", "top", "finance", "auditor"):
        client.force_login(getattr(cast, who))
        assert client.get("/mail").status_code == 404
        for url in ("/mail/channel", f"/mail/{lost.pk}/again"):
            assert client.post(url, {"act": "hold", "why": "x"}).status_code == 404
    assert Letter.objects.get().state == "failed"
    assert not Channel.objects.exists()


def test_signed_out_it_leads_to_signing_in(client, cast):
    assert client.get("/mail").url.split("?")[0] == reverse("account_login")


def test_it_shows_envelopes_and_never_what_a_letter_says(admin):
    letter(state="failed")
    letter("nudges:4:7:1:9", "john@brightwater.example", state="parked")
    page = words(admin.get("/mail"))
    for shown in ("ingrid@halvorsen.example", "Update to a customer", "Reminder", "550 5.1.1 user unknown", "Parked"):
        assert shown in page
    for secret in ("Secret subject", "Dear Ingrid", "21,317.35"):
        assert secret not in page


def test_a_private_link_in_the_relays_words_is_masked(admin):
    lost = letter(state="failed")
    Letter.objects.filter(pk=lost.pk).update(last_error=f"554 refused https://trust.example/s/{TOKEN}")
    assert TOKEN not in words(admin.get("/mail"))


def test_the_counts_and_the_age_of_the_oldest(admin):
    letter("a")
    letter("b", state="failed")
    letter("c", state="withdrawn")
    figures = {figure.label: (figure.value, figure.sub) for figure in admin.get("/mail").context["figures"]}
    assert figures["Waiting"] == ("1", "the oldest for 3 h")
    assert figures["Not delivered"][0] == "1"
    assert figures["Withdrawn"] == ("1", "of the latest 3 letters")


def test_the_mail_is_paused_and_opened_again_with_a_reason(admin, administrator):
    page = words(admin.post("/mail/channel", {"act": "hold", "why": "The wrong price"}, follow=True))
    assert "The mail is paused. Letters wait, and none is lost." in page
    assert "Paused by one of us since" in page
    page = words(admin.post("/mail/channel", {"act": "open", "why": "The right price"}, follow=True))
    assert "The mail is open. What waits leaves within seconds." in page
    assert Channel.objects.get().paused_since is None
    assert [entry.by for entry in Entry.objects.filter(kind="channel")] == [administrator] * 2
    assert "Mail paused" in page


def test_what_the_relay_said_while_it_refuses_us_is_shown(admin):
    at = now()
    Channel.objects.create(name="smtp", paused_since=at, probe_at=at, reason="535 5.7.8 authentication failed")
    page = words(admin.get("/mail"))
    assert "The mail relay has refused us since" in page
    assert "535 5.7.8 authentication failed" in page
    assert "Try again now" in page


@pytest.mark.parametrize("why", ["", "  ", *LINES.values()], ids=["none", "blank", *LINES])
def test_without_a_reason_that_can_be_read_nothing_happens(admin, why):
    answer = admin.post("/mail/channel", {"act": "hold", "why": why})
    assert answer.status_code == 200
    assert "error-summary" in words(answer)
    assert not Channel.objects.exists()


@pytest.mark.parametrize("act", ["", "close", "\x00", "hold "])
def test_an_act_that_is_none_is_refused(admin, act):
    page = words(admin.post("/mail/channel", {"act": act, "why": "x"}))
    assert "Choose whether to pause the mail or to open it." in page
    assert not Channel.objects.exists()


def test_a_letter_that_was_not_delivered_is_sent_again(admin):
    lost = letter(state="failed")
    page = words(admin.post(f"/mail/{lost.pk}/again", follow=True))
    assert "The letter to ingrid@halvorsen.example waits again" in page
    again = Letter.objects.get()
    assert (again.state, again.raw, again.message_id) == ("waiting", lost.raw, lost.message_id)
    assert Entry.objects.get(what="letter.sent_again").subject_id == lost.pk


def test_a_letter_on_its_way_or_without_its_links_is_not_sent_again(admin):
    waiting = letter("a")
    blanked = letter("b", state="failed", blanked=True)
    assert "Only a letter that was not delivered" in words(admin.post(f"/mail/{waiting.pk}/again", follow=True))
    page = words(admin.post(f"/mail/{blanked.pk}/again", follow=True))
    assert "The links in this letter are gone." in page
    assert "Its links are gone. Its sender writes a new one." in page
    for pk in (0, 99999, 10**30):
        assert admin.post(f"/mail/{pk}/again").status_code == 404


def test_marking_a_letter_as_failed_brings_it_to_the_page(admin):
    made = letter("a")
    Letter.objects.filter(pk=made.pk).update(state="sending", lease_until=now(), lease_token="0" * 32)
    marking.failed(Letter.objects.get(pk=made.pk), "550 no such person", now())
    assert "550 no such person" in words(admin.get("/mail"))


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_that_cannot_be_read_still_shows_the_page(admin, query):
    assert admin.get(f"/mail{query}").status_code == 200


def test_the_statements_do_not_grow(admin):
    def statements():
        admin.get("/mail")
        with CaptureQueriesContext(connection) as captured:
            assert admin.get("/mail").status_code == 200
        return len(captured)

    letter("first", state="failed")
    few = statements()
    for number in range(30):
        letter(f"update:{number}", state="failed")
    assert statements() == few
    assert few <= 20


def test_a_get_changes_nothing(admin):
    lost = letter(state="failed")
    with CaptureQueriesContext(connection) as captured:
        admin.get("/mail")
        for url in ("/mail/channel", f"/mail/{lost.pk}/again"):
            assert admin.get(url).status_code == 405
    assert [q["sql"] for q in captured if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")] == []
