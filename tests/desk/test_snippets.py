"""Snippets: short texts of a person or of the house, put into a message and never sent unread."""

from datetime import timedelta

import pytest

from ground.history.models import Entry
from ground.outbox.models import Letter
from ground.worktime.now import now as clock
from tests import make_cases
from updates.models import Draft, Snippet
from updates.snippets import AT_MOST, SnippetRefused, Words, add_snippet, change_snippet, drop_snippet

LATER = {"next": "other", "next_other": "2030-01-04T10:00"}
HOUR = timedelta(hours=1)
ON_IT = Words("On it", "I am on it, and I will write by Friday.", "en")
THANKS = Words("Danke", "Danke für Ihre Nachricht.", "de")
pytestmark = pytest.mark.django_db


@pytest.fixture
def told(john):
    at = clock()
    return make_cases.told(make_cases.halvorsen(john), now=at - HOUR, next_at=at + HOUR)


@pytest.fixture
def composer(client, told, john):
    client.force_login(john)

    def post(**fields):
        about = {"tell": [told.speaker_id], "kind": "update", "heading": "What we found", **LATER}
        return client.post(f"/i/{told.reference}/update", {**about, **fields})

    return post


def mine(john, words=ON_IT, **fields):
    return add_snippet(words, owner=john, by=john, now=fields.get("now", clock()))


def test_somebody_keeps_changes_and_takes_out_their_own(client, john):
    client.force_login(john)
    page = client.post("/me/snippets", {"name": "On it", "language": "en", "text": "I am on it."}, follow=True)
    kept = Snippet.objects.get()
    assert "I am on it." in page.content.decode()
    client.post(f"/me/snippets/{kept.pk}", {"name": "On it", "language": "en", "text": "I see to it."})
    kept.refresh_from_db()
    assert (kept.owner, kept.text) == (john, "I see to it.")
    client.post(f"/me/snippets/{kept.pk}/drop")
    assert not Snippet.objects.exists()
    whats = Entry.objects.about("person", john.pk).filter(what__startswith="snippet.").values_list("what", flat=True)
    assert list(whats) == ["snippet.added", "snippet.changed", "snippet.dropped"]


def test_nobody_else_reads_changes_or_uses_them(client, john, dana, told):
    kept = mine(john)
    client.force_login(dana)
    assert client.get(f"/me/snippets/{kept.pk}").status_code == 404
    assert client.post(f"/me/snippets/{kept.pk}/drop").status_code == 404
    page = client.post(f"/i/{told.reference}/update", {"act": "insert", "snippet": kept.pk, "body": "Dear Ingrid,"})
    assert kept.text not in page.content.decode()
    with pytest.raises(SnippetRefused):
        drop_snippet(kept, by=dana, now=clock())


def test_the_house_keeps_some_for_everybody(client, administrator, john, told):
    client.force_login(administrator)
    client.post("/settings/snippets", {"name": "Danke", "language": "de", "text": THANKS.text})
    assert Snippet.objects.get().owner is None
    client.force_login(john)
    page = client.get(f"/i/{told.reference}/update").content.decode()
    assert "Danke (Deutsch) · of the house" in page
    assert THANKS.text in client.get("/me/snippets").content.decode()


def test_only_an_administrator_changes_those_of_the_house(cast, now):
    kept = add_snippet(THANKS, owner=None, by=cast.administrator, now=now)
    for verb in (
        lambda: add_snippet(ON_IT, owner=None, by=cast.dana, now=now),
        lambda: change_snippet(kept, ON_IT, by=cast.dana, now=now),
        lambda: drop_snippet(kept, by=cast.dana, now=now),
    ):
        with pytest.raises(SnippetRefused, match="Only an administrator"):
            verb()


def test_a_name_is_given_once_a_language(client, john, administrator, now):
    mine(john)
    mine(john, Words("On it", "Ich bin dran.", "de"))
    client.force_login(john)
    page = client.post("/me/snippets", {"name": "On it", "language": "en", "text": "Again."}).content.decode()
    assert "There is one of this name already." in page
    assert "Again." in page
    add_snippet(ON_IT, owner=None, by=administrator, now=now)
    with pytest.raises(SnippetRefused):
        add_snippet(ON_IT, owner=None, by=administrator, now=now)


def test_there_is_an_end_to_them(john, now):
    Snippet.objects.bulk_create(
        Snippet(owner=john, name=f"Text {n}", text="Words", language="en", saved_at=now) for n in range(AT_MOST)
    )
    with pytest.raises(SnippetRefused, match="Keep it to 100"):
        mine(john)


def test_it_is_put_at_the_end_of_the_message_and_nothing_is_sent(composer, john):
    kept = mine(john)
    sent = Letter.objects.count()
    page = composer(act="insert", snippet=kept.pk, body="Dear Ingrid,\r\n").content.decode()
    assert f"Dear Ingrid,\n\n{ON_IT.text}</textarea>" in page
    assert 'value="What we found"' in page
    assert "error-summary" not in page
    assert (Letter.objects.count(), Draft.objects.exclude(body="").count()) == (sent, 0)


def test_into_an_empty_message_it_goes_alone(composer, john):
    assert f">\n{ON_IT.text}</textarea>" in composer(act="insert", snippet=mine(john).pk, body="").content.decode()


@pytest.mark.parametrize("number", ["", "0", "99999999999999999999", "x", "-1", "１"])
def test_one_that_is_not_there_changes_nothing(composer, number):
    page = composer(act="insert", snippet=number, body="Dear Ingrid,").content.decode()
    assert "Dear Ingrid,</textarea>" in page


def test_a_chosen_one_is_not_sent_with_the_letter(composer, john, told):
    composer(act="send", snippet=mine(john).pk, body="We found it.")
    assert told.updates.latest("pk").body == "We found it."


def test_those_in_the_language_of_the_letter_come_first(client, john, told):
    mine(john, Words("Antwort", "Ich antworte.", "de"))
    mine(john)
    client.force_login(john)
    page = client.get(f"/i/{told.reference}/update").content.decode()
    assert page.index(">On it<") < page.index(">Antwort (Deutsch)<")
