"""The address for mail providers: only with the key, stored before it is answered, the same mail once."""

import base64
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ground.mailbox.models import Mail
from tests.mailbox.mails import mail

KEY = "a-key-of-thirty-two-letters-0123456789"


@pytest.fixture(autouse=True)
def with_a_key(receiving, settings, db) -> None:
    settings.MAIL_IN = replace(settings.MAIL_IN, hook_key=KEY)


def basic(key: str) -> str:
    return "Basic " + base64.b64encode(f"mail:{key}".encode()).decode()


def post(client, data=None, content_type="message/rfc822", key=f"Bearer {KEY}"):
    body = mail() if data is None else data
    return client.post("/hooks/mail", body, content_type=content_type, headers={"Authorization": key})


@pytest.mark.parametrize("key", [f"Bearer {KEY}", basic(KEY)])
def test_with_the_key_it_is_stored(client, key):
    assert post(client, key=key).status_code == 200
    assert bytes(Mail.objects.get().raw) == mail()


@pytest.mark.parametrize("key", ["", "Bearer x", "Bearer", basic("x"), "Basic %%%", "Basic eA==", "Digest x"])
def test_without_it_nothing_is(client, key):
    assert post(client, key=key).status_code == 401
    assert not Mail.objects.exists()


def test_without_a_key_there_is_no_such_address(client, settings):
    settings.MAIL_IN = replace(settings.MAIL_IN, hook_key="")
    assert post(client, key="Bearer ").status_code == 404


def test_a_form_carries_it_in_a_field_or_as_a_file(client):
    head = {"Authorization": f"Bearer {KEY}"}
    fields = {"body-mime": mail().decode(), "sender": "", "recipient": "reply+x@brightwater.example"}
    assert client.post("/hooks/mail", fields, headers=head).status_code == 200
    kept = Mail.objects.get()
    assert (kept.envelope_from, kept.envelope_to) == ("", "reply+x@brightwater.example")
    upload = SimpleUploadedFile("mail.eml", mail(message_id="<2@x.example>"))
    assert client.post("/hooks/mail", {"email": upload}, headers=head).status_code == 200
    assert Mail.objects.count() == 2


def test_posted_again_it_is_the_same(client):
    assert [post(client).status_code for _ in range(3)] == [200, 200, 200]
    assert Mail.objects.get().copies == 3


@pytest.mark.parametrize(("data", "kind"), [(b"", "message/rfc822"), (b"x=1", "application/x-www-form-urlencoded")])
def test_without_a_mail_it_says_so(client, data, kind):
    assert post(client, data, kind).status_code == 400


def test_a_broken_form_is_refused_in_words(client):
    assert post(client, b"no boundary", "multipart/form-data").status_code == 400
    assert client.get("/hooks/mail").status_code == 405
