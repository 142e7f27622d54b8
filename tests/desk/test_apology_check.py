"""The apology check beside the letter: when it shows, what it says, and that it only ever advises."""

import re

import pytest
from django.http import QueryDict

from desk.findings import apology_to_show
from ground.outbox.models import Letter
from ground.worktime import now as clock
from tests import make, make_cases
from updates.choices import UpdateKind
from updates.models import Update

SHOT = (
    "In March 2023 a new price list was applied to your account by mistake. Nobody compared it with your contract. "
    "That is on me.\r\n\r\nI am sorry for any inconvenience this has caused."
)


@pytest.fixture
def incident(john):
    customer = make_cases.halvorsen(john)
    return make_cases.told(customer, now=make.NOW, next_at=make.NOW + make_cases.HOUR)


@pytest.fixture
def write(client, john, incident):
    """Posts the form of the letter and returns the page; `preview` posts it as typing does."""
    client.force_login(john)

    def post(act: str = "", preview: bool = False, **fields):
        ingrid = incident.contacts.first()
        known = {"tell": [ingrid.pk], "kind": "update", "heading": "What happened", "next": "", "act": act}
        path = f"/i/{incident.reference}/update{'/preview' if preview else ''}"
        return client.post(path, {**known, **fields})

    return post


def shown(body: str, kind: str = UpdateKind.UPDATE, language: str = "en", query: str = ""):
    return apology_to_show(body, kind=kind, language=language, gives_time=True, data=QueryDict(query))


def check_of(response) -> str:
    found = re.search(
        r'<section class="sheet" aria-labelledby="h-check">.*?</section>', response.content.decode(), re.S
    )
    return " ".join(re.sub(r"<[^>]+>", " ", found.group()).split()) if found else ""


def test_the_letter_of_the_story_shows_two_to_consider_and_four_good(write):
    response = write(preview=True, body=SHOT)
    said = check_of(response)
    assert "“was applied” hides who did it" in said
    assert "“any inconvenience” sounds like a form letter" in said
    assert "Takes responsibility “That is on me.”" in said
    assert "Advice only. You decide what to send." in said
    assert response.content.decode().count("<mark>") == 2
    assert "<mark>any inconvenience</mark>" in response.content.decode()
    assert shown(SHOT).meta == "2 to consider, 4 good"


def test_it_keeps_out_of_letters_that_do_not_apologise(write):
    assert check_of(write(preview=True, body="We have pulled every invoice.")) == ""
    assert shown("") is None
    assert shown("", kind=UpdateKind.APOLOGY) is None


def test_where_an_apology_is_expected_it_says_what_it_has_not_seen_and_that_it_can_be_wrong():
    check = shown("We have pulled every invoice.", kind=UpdateKind.APOLOGY)
    assert [row.heading for row in check.rows if row.to_consider] == [
        "No plain “sorry” seen yet",
        "Not seen yet: that it was ours",
        "Not seen yet: what puts it right, or what changes",
    ]
    assert all(row.text.startswith("If it is there in other words, leave it.") for row in check.rows if row.to_consider)
    assert check.meta == "3 to consider, 1 good"


def test_our_own_first_words_leave_nothing_to_consider(incident, john, now):
    from updates.instants import Reader
    from updates.wording import first_words, late_words

    _, body = first_words(kind="overcharge", story="We charged you too much.", noticed_by="customer")
    assert shown(body, kind=UpdateKind.FIRST_NOTICE).meta.startswith("Nothing to consider")
    _, late = late_words(due_at=now, now=now, reader=Reader.of_person(john))
    assert shown(late, kind=UpdateKind.LATE).meta.startswith("Nothing to consider")


def test_use_this_changes_the_words_and_sends_nothing(write):
    before = Update.objects.count(), Letter.objects.count()
    page = write(act="use:any-inconvenience:0", body=SHOT)
    text = page.content.decode()
    assert page.status_code == 200
    assert "I am sorry for the trouble this has caused." in text
    assert "<mark>any inconvenience</mark>" not in text
    assert "What happened" in text
    assert (Update.objects.count(), Letter.objects.count()) == before


def test_use_this_keeps_a_capital_and_takes_the_nearest_place(write):
    body = "Mistakes were made in May. Mistakes were made in June."
    text = write(act="use:passive:30", body=body).content.decode()
    assert "Mistakes were made in May. We made mistakes in June." in text


@pytest.mark.parametrize(
    "act", ["use:", "use:nothing", "use:passive:-1", "use:passive:99999999999", "use:<b>:1", "leave:"]
)
def test_an_answer_that_fits_nothing_changes_nothing_and_sends_nothing(write, act):
    before = Update.objects.count(), Letter.objects.count()
    page = write(act=act, body="Mistakes were made. I am sorry.")
    assert page.status_code == 200
    assert "Mistakes were made. I am sorry." in page.content.decode()
    assert (Update.objects.count(), Letter.objects.count()) == before


def test_leave_it_takes_the_row_away_and_is_remembered_while_typing(write):
    page = write(act="leave:any-inconvenience", body=SHOT)
    assert "sounds like a form letter" not in check_of(page)
    assert 'name="left" value="any-inconvenience" form="letter-form"' in page.content.decode()
    later = write(preview=True, body=SHOT + " Again.", left=["any-inconvenience"])
    assert "sounds like a form letter" not in check_of(later)
    assert "hides who did it" in check_of(later)


def test_it_never_holds_back_a_letter(write, incident):
    when = (clock.now() + make_cases.HOUR * 50).strftime("%Y-%m-%dT%H:%M")
    page = write(act="send", body="Mistakes were made. Nobody is perfect.", next="other", next_other=when)
    assert page.status_code == 302
    assert incident.updates.filter(body__contains="Nobody is perfect").exists()


def test_a_language_without_a_list_is_said_to_be_not_checked():
    check = shown("ご迷惑をおかけして申し訳ございません。", kind=UpdateKind.APOLOGY, language="ja")
    assert not check.checked and not check.rows


def test_a_letter_is_read_in_the_language_it_is_written_in():
    check = shown("Es tut uns leid, falls die Lieferung bei Ihnen zu spät war und wir nicht da waren.", language="en")
    assert check.rows[0].heading == "“falls” puts it in doubt"


def test_markup_in_a_letter_stays_text_beside_the_marks(write):
    text = write(preview=True, body='<b onclick="x()">I am sorry for any inconvenience</b> \ue000<i>').content.decode()
    assert "<b onclick" not in text and "\ue000" not in text
    assert "&lt;b onclick=&quot;x()&quot;&gt;I am sorry for <mark>any inconvenience</mark>&lt;/b&gt;" in text


def test_a_mark_over_a_line_end_is_whole_and_a_mark_of_a_stranger_is_text(write):
    text = write(preview=True, body="We are sorry for any\ninconvenience. \ue000\ue001").content.decode()
    assert "<mark>any<br>inconvenience</mark>" in text
    assert "\ue000" not in text and "\ue001" not in text
