"""Promises picked out while writing: listed, confirmed by a person, counted on the button, made with the letter."""

import re
from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from ground.worktime.now import now
from incidents.models import Promise
from tests import make, make_cases
from updates.models import Update

ZONE = ZoneInfo(make.ZONE)
SOON, LATER = (now().astimezone(ZONE) + timedelta(days=days) for days in (10, 20))
DATED = f"You will have it by {SOON:%-d %B %Y}, 12:00."
BODY = f"{DATED} Somebody outside my team will check next year’s prices."
PHRASE, OPEN_ENDED = DATED[:-1], "Somebody outside my team will check next year’s prices"


@pytest.fixture
def incident(john):
    told_at = now() - timedelta(hours=1)
    return make_cases.told(make_cases.halvorsen(john), now=told_at, next_at=told_at + timedelta(days=2))


@pytest.fixture
def write(client, john, incident):
    """Posts the form of the letter; `preview` as typing does."""
    client.force_login(john)

    def post(act="", *, preview=False, **fields):
        known = {
            "tell": [incident.speaker_id],
            "kind": "update",
            "heading": "What happened",
            "next": "other",
            "next_other": f"{LATER:%Y-%m-%dT12:00}",
            "body": BODY,
            "act": act,
        }
        path = f"/i/{incident.reference}/update{'/preview' if preview else ''}"
        return client.post(path, {**known, **fields})

    return post


def shown(response):
    """Each row of the list: its key, whether it is ticked, and its date field."""
    html = response.content.decode()
    keys = re.findall(r'name="shown" value="([^"]+)"', html)
    ticked = set(re.findall(r'name="keep" value="([^"]+)"[^>]* checked', html))
    dates = dict(re.findall(r'name="by-([^"]+)" id="[^"]+" value="([^"]*)"', html))
    return {key: (key in ticked, dates[key]) for key in keys if not key.startswith("x-")}


def sent(rows, **dates):
    """The fields of the list as a browser posts them."""
    by = {f"by-{key}": dates.get(key, value) for key, (_ticked, value) in rows.items()}
    return {"shown": list(rows), "keep": [key for key, (ticked, _value) in rows.items() if ticked], **by}


def button(response):
    found = re.search(r'id="send-button"[^>]*>([^<]+)<', response.content.decode())
    return found.group(1)


def made(incident):
    return list(Promise.objects.filter(incident=incident, kind="commitment").values_list("text", "how"))


def test_while_typing_what_is_promised_is_listed_with_its_date(write):
    response = write(preview=True)
    html = unescape(response.content.decode())
    assert "3 found, 1 without a date" in html
    assert f'<mark class="mark-promise">{PHRASE}</mark>' in html
    assert f"<mark>{OPEN_ENDED}</mark>" in html
    dated, undated = shown(response).values()
    assert dated == (True, f"{SOON:%Y-%m-%dT12:00}") and undated == (False, "")


def test_the_button_counts_them_and_the_next_update(write):
    response = write(preview=True)
    assert button(response) == "Send update with 2 promises"
    assert 'hx-swap-oob="true"' in response.content.decode()
    assert button(write(preview=True, body="We have pulled every invoice.")) == "Send update and restart the clock"


def test_without_script_a_button_shows_them_and_sends_nothing(write, incident):
    response = write("promises", heading="", tell=[])
    assert response.status_code == 200 and len(shown(response)) == 2
    assert "error-summary" not in response.content.decode()
    assert Update.objects.filter(incident=incident).count() == 1


def test_what_a_person_confirmed_is_made_with_the_letter(write, incident):
    rows = shown(write("promises"))
    response = write("send", **sent(rows))
    assert response.status_code == 302
    assert made(incident) == [(PHRASE, "written")]
    assert list(Update.objects.latest("pk").promised.values_list("text", flat=True)) == [PHRASE]


def test_an_unticked_one_is_not_tracked(write, incident):
    rows = {key: (False, value) for key, (_ticked, value) in shown(write("promises")).items()}
    write("send", **sent(rows))
    assert made(incident) == []


def test_what_nobody_saw_is_not_tracked_and_the_writer_is_told(write, client, incident):
    response = write("send", follow=True)
    assert made(incident) == []
    page = client.get(response.url).content.decode()
    assert "2 promises in it are not tracked yet." in page


def test_one_without_a_date_is_tracked_with_the_date_a_person_gives(write, incident):
    rows = shown(write("promises"))
    (undated,) = [key for key, (ticked, _value) in rows.items() if not ticked]
    fields = sent(rows, **{undated: f"{LATER:%Y-%m-%dT09:00}"})
    write("send", **{**fields, "keep": list(rows)})
    assert [text for text, _how in made(incident)] == [PHRASE, OPEN_ENDED]


@pytest.mark.parametrize(
    ("date", "sentence"),
    [
        ("", "Say by when, or untick it."),
        ("2026-01-02T10:00", "has already passed"),
        ("nonsense", "Write a day and a time"),
        ("0001-01-01T00:00", "Check the year"),
    ],
)
def test_a_ticked_one_without_a_good_date_holds_the_letter_and_says_why(write, incident, date, sentence):
    rows = shown(write("promises"))
    (undated,) = [key for key, (ticked, _value) in rows.items() if not ticked]
    response = write("send", **{**sent(rows, **{undated: date}), "keep": list(rows)})
    html = response.content.decode()
    assert sentence in html and "A promise you keep track of has no good date." in html
    assert Update.objects.filter(incident=incident).count() == 1


def test_the_date_is_added_to_the_message_and_read_from_it(write):
    rows = shown(write("promises"))
    (undated,) = [key for key, (ticked, _value) in rows.items() if not ticked]
    response = write(f"add:{undated}", **sent(rows, **{undated: f"{LATER:%Y-%m-%dT09:00}"}))
    html = unescape(response.content.decode())
    assert f"check next year’s prices by {LATER:%A %-d %B}" in html
    assert [ticked for ticked, _value in shown(response).values()] == [True, True]


def test_they_may_also_expect_is_tracked_only_when_ticked_and_never_shown_to_them(write, incident):
    html = write(preview=True).content.decode()
    assert "They may also expect" in html and "A corrected invoice" in html
    fields = {"shown": "x-corrected_invoice", "by-x-corrected_invoice": f"{LATER:%Y-%m-%dT09:00}"}
    write("send", keep="x-corrected_invoice", **fields)
    assert made(incident) == [("A corrected invoice", "inferred")]


def test_a_stranger_in_the_list_changes_nothing(write, incident):
    write("send", shown=["x-none", "\x00", "🙂"], keep=["x-none", "\x00"], **{"by-x-none": "2030-01-01T00:00"})
    assert made(incident) == []


@pytest.fixture
def talk(client, john, incident):
    client.force_login(john)

    def post(act="", *, part=False, **fields):
        known = {
            "contact": incident.speaker_id,
            "channel": "phone",
            "began": "us",
            "happened_at": f"{now().astimezone(ZONE):%Y-%m-%dT%H:%M}",
            "our_words": DATED,
            "act": act,
        }
        path = f"/i/{incident.reference}/talk{'/promises' if part else ''}"
        return client.post(path, {**known, **fields})

    return post


def test_what_was_promised_aloud_is_listed_and_made_with_the_conversation(talk, incident):
    rows = shown(talk(part=True))
    assert shown(talk("promises")) == rows and len(rows) == 1
    assert talk(**sent(rows)).status_code == 302
    (promise,) = Promise.objects.filter(incident=incident, kind="commitment")
    assert (promise.text, promise.how, promise.to) == (PHRASE, "spoken", incident.speaker)


def test_a_conversation_without_promises_is_noted_as_before(talk, incident):
    assert talk(our_words="We spoke about the weather.").status_code == 302
    assert made(incident) == []
