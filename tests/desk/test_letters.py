"""The letters page: what was sent, to whom, with which words; links and other people's letters stay hidden."""

from datetime import timedelta

import pytest
from django.test import Client

from ground.outbox.models import Letter
from tests import make_cases
from updates.links import MASK
from updates.reminders import tick

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(john, now):
    return make_cases.told(make_cases.halvorsen(john), now=now, next_at=now + timedelta(hours=5))


def as_seen_by(person):
    client = Client()
    client.force_login(person)
    return client


def letter_to(address):
    return Letter.objects.get(recipient=address)


def test_john_reads_what_left_and_no_link_in_it_opens_anything(incident, john):
    letter = letter_to("ingrid@halvorsen.example")
    client = as_seen_by(john)
    assert "Ingrid Halvorsen" in client.get("/letters").content.decode()
    for address in (f"/letters/{letter.pk}", f"/letters/{letter.pk}/seen"):
        page = client.get(address).content.decode()
        assert "We have pulled every invoice." in page
        assert MASK in page
        assert not [secret for secret in letter.secrets if secret in page]


def test_the_letter_in_its_frame_can_run_and_load_nothing(incident, john):
    answer = as_seen_by(john).get(f"/letters/{letter_to('ingrid@halvorsen.example').pk}/seen")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_nobody_reads_the_letters_of_another_team(incident, priya, administrator):
    letter = letter_to("ingrid@halvorsen.example")
    for person in (priya, administrator):
        client = as_seen_by(person)
        assert "Ingrid" not in client.get("/letters").content.decode()
        assert client.get(f"/letters/{letter.pk}").status_code == 404
        assert client.get(f"/letters/{letter.pk}/seen").status_code == 404


def test_what_the_house_wrote_is_read_by_whom_it_was_written_to(incident, john, dana, now):
    tick(now=now + timedelta(hours=5, minutes=1))
    reminder = letter_to(john.email)
    assert reminder.subject in as_seen_by(john).get("/letters?to=us").content.decode()
    assert as_seen_by(john).get(f"/letters/{reminder.pk}").status_code == 200
    assert as_seen_by(dana).get(f"/letters/{reminder.pk}").status_code == 404
