"""A token that is cut, foreign, expired, revoked or made with another key: one answer, the same bytes."""

from datetime import timedelta

import pytest
from django.test import Client, override_settings

from ground.history.models import Entry
from tests import make
from tests.updates import told
from updates.links import (
    LAST_CHECK_IN,
    LIVES_ON,
    digest_of,
    link_for,
    make_token,
    mask,
    open_link,
    revoke_link,
    token_of,
)
from updates.models import Link

KEYS = ["first-key-of-the-house-0123456789abcdef", "older-key-of-the-house-0123456789abcdef"]


@pytest.fixture
def story(cast):
    return told.story(cast)


@pytest.fixture
def link(story) -> Link:
    return link_for(story.incident, story.ingrid, now=make.NOW)


@pytest.fixture(autouse=True)
def _time(monkeypatch, settings):
    monkeypatch.setattr("statuspage.views.now", lambda: make.NOW)
    settings.LINK_KEYS = KEYS


def test_the_token_of_a_contact_opens_their_page(client, link):
    answer = client.get(f"/s/{token_of(link)}")
    assert answer.status_code == 200
    assert told.HEADING in answer.content.decode()


def test_a_token_is_256_bits_and_is_not_stored(link):
    assert len(token_of(link)) == 43
    assert token_of(link) not in str(Link.objects.filter(pk=link.pk).values().get())


def broken_tokens(link: Link, cast) -> dict[str, str]:
    token = token_of(link)
    foreign = make_token("a key of somebody else, long enough to do", link.pk, link.version)
    return {
        "cut": token[:-1],
        "cut to nothing": "",
        "longer": token + "A",
        "with a stop": token + ".",
        "with a slash": token + "/",
        "other letters": token.swapcase(),
        "foreign": foreign,
        "never made": "A" * 43,
        "another version": make_token(KEYS[0], link.pk, link.version + 1),
        "another link": make_token(KEYS[0], link.pk + 1000, 1),
        "path": f"{token}/../{token}",
        "unicode": "ü" * 43,
        "null": "%00" * 43,
        "broken bytes": "%ff%fe",
        "long": "A" * 5000,
    }


def test_everything_that_is_not_the_token_gets_one_answer(client, link, cast):
    answers = {name: client.get(f"/s/{token}") for name, token in broken_tokens(link, cast).items()}
    dead = expired(client, link), revoked(client, link, cast), gone(client, link)
    bodies = {name: answer.content for name, answer in answers.items()} | dict(zip("erg", dead, strict=True))
    assert {answer.status_code for answer in answers.values()} == {404}
    assert len(set(bodies.values())) == 1, bodies.keys()
    assert b"opens nothing now" in next(iter(bodies.values()))


def expired(client: Client, link: Link) -> bytes:
    Link.objects.filter(pk=link.pk).update(expires_at=make.NOW)
    body = client.get(f"/s/{token_of(link)}").content
    Link.objects.filter(pk=link.pk).update(expires_at=None)
    return body


def revoked(client: Client, link: Link, cast) -> bytes:
    old = token_of(link)
    revoke_link(link, by=cast.john, now=make.NOW)
    return client.get(f"/s/{old}").content


def gone(client: Client, link: Link) -> bytes:
    fresh = link_for(link.incident, link.contact, now=make.NOW)
    assert client.get(f"/s/{token_of(fresh)}").status_code == 200
    fresh.contact.left_at = make.NOW
    fresh.contact.save()
    return client.get(f"/s/{token_of(fresh)}").content


def test_the_answers_carry_the_same_headers(client, link, cast):
    heads = [dict(client.get(f"/s/{token}").headers) for token in broken_tokens(link, cast).values()]
    assert all(head == heads[0] for head in heads)


@pytest.mark.parametrize("where", ["/s/" + "A" * 43, "page", "/s/new", "/s/asked"])
def test_no_answer_is_kept_told_on_or_found(client, link, where):
    answer = client.get(f"/s/{token_of(link)}" if where == "page" else where)
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert not answer.cookies


def test_a_dead_link_costs_the_same_queries_whatever_it_is(client, link, cast, django_assert_num_queries):
    Link.objects.filter(pk=link.pk).update(expires_at=make.NOW)
    for token in (token_of(link), "A" * 43, "cut"):
        with django_assert_num_queries(2):  # the link by its digest, the name of the house
            client.get(f"/s/{token}")


def test_a_letter_written_before_a_new_key_still_opens_the_page(client, link):
    with override_settings(LINK_KEYS=["a newer key, long enough for this test, yes", *KEYS]):
        again = link_for(link.incident, link.contact, now=make.NOW)
        assert token_of(again) == token_of(link)
        assert client.get(f"/s/{token_of(link)}").status_code == 200


def test_a_key_taken_off_the_list_kills_its_links_and_the_next_letter_carries_a_new_one(client, link):
    old = token_of(link)
    with override_settings(LINK_KEYS=["a newer key, long enough for this test, yes"]):
        assert client.get(f"/s/{old}").status_code == 404
        again = link_for(link.incident, link.contact, now=make.NOW)
        assert token_of(again) != old
        assert client.get(f"/s/{token_of(again)}").status_code == 200


def test_a_digest_that_somebody_wrote_into_the_row_opens_nothing(link):
    Link.objects.filter(pk=link.pk).update(digest=digest_of("a token of my own"))
    assert open_link("a token of my own", now=make.NOW) is None


def test_a_revoked_link_leaves_its_row_in_history(link, cast):
    revoke_link(link, by=cast.john, now=make.NOW)
    entry = Entry.objects.filter(what="link.revoked").get()
    assert entry.facts == {"link": link.pk, "contact": link.contact_id, "version": 2}


def test_the_page_lives_until_sixty_days_after_the_last_check_in(link):
    link.incident.closed_at = make.NOW
    type(link.incident).objects.filter(pk=link.incident.pk).update(
        state="closed", closed_at=make.NOW, ending="met", closed_at_trust=8, closing_line=7, next_update_due_at=None
    )
    end = make.NOW + LAST_CHECK_IN + LIVES_ON
    assert open_link(token_of(link), now=end - timedelta(seconds=1)) == link
    assert open_link(token_of(link), now=end) is None


def test_one_contact_never_reads_the_page_of_another(story, link):
    other = link_for(story.incident, story.tomas, now=make.NOW)
    assert token_of(other) != token_of(link)
    assert open_link(token_of(other), now=make.NOW) == other


def test_tokens_are_masked_wherever_they_stand(link):
    token = token_of(link)
    for text in (f"GET /s/{token} 200", f"https://x.example/s/{token}/", f"({token})", f"/s/{token[:20]}"):
        assert token[:20] not in mask(text)
    assert mask("TR-1042, see /s/new and /s/asked") == "TR-1042, see /s/new and /s/asked"
