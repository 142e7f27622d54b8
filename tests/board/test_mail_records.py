"""The mail page tells what the sender's domain should publish, asks no name server, and sends a test letter."""

import socket
from dataclasses import replace

import pytest
from django.urls import reverse

from ground.mailbox.waysin import MailIn
from ground.outbox.models import Letter
from ground.outbox.relayaddress import RelayAddress

pytestmark = pytest.mark.django_db
RELAY = RelayAddress(host="relay.brightwater.example", port=587, user="u", password="geheim")


@pytest.fixture
def shown(client, administrator, settings, monkeypatch):
    client.force_login(administrator)

    def page(address):
        settings.MAIL = address
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked, **_more: pytest.fail("a name server was asked"))
        return client.get(reverse("board:mail")).content.decode()

    return page


def test_a_relay_of_our_own(shown):
    page = shown(RELAY)
    assert "relay.brightwater.example, port 587" in page
    assert "v=spf1 a:relay.brightwater.example ~all" in page
    assert "<code>…._domainkey.brightwater.example</code>" in page
    assert "<code>_dmarc.brightwater.example</code>" in page
    assert "v=DMARC1; p=none; rua=mailto:postmaster@brightwater.example" in page
    assert "geheim" not in page


@pytest.mark.parametrize(
    ("host", "name", "allowed"),
    [
        ("smtp.postmarkapp.com", "Postmark", "include:spf.mtasv.net"),
        ("smtp.eu.mailgun.org", "Mailgun", "include:mailgun.org"),
        ("email-smtp.eu-west-1.amazonaws.com", "Amazon SES", "include:amazonses.com"),
    ],
)
def test_a_provider_is_named_and_allowed(shown, host, name, allowed):
    page = shown(replace(RELAY, host=host))
    assert f"{name}, {host}, port 587" in page
    assert f"v=spf1 {allowed} ~all" in page
    assert ("puts its own Message-ID" in page) is (name != "Mailgun")


def test_a_folder_needs_no_record(shown):
    page = shown(RelayAddress(folder="/srv/letters"))
    assert "Letters are written into a folder and go to nobody." in page
    assert "v=spf1" not in page


def test_whom_we_believe_of_replies(shown, settings):
    settings.MAIL_IN = MailIn(reply_address="reply@b.example", authority="mx.b.example", mailbox=None, hook_key="")
    assert "Of replies we believe what mx.b.example says" in shown(RELAY)


def test_an_administrator_gets_a_test_letter_once_a_minute(client, administrator):
    client.force_login(administrator)
    for _press in range(2):
        page = client.post(reverse("board:test_letter"), follow=True).content.decode()
        assert "A test letter is on its way to ana@brightwater.example." in page
    letters = Letter.objects.filter(key__startswith="staff:test:")
    assert 1 <= letters.count() <= 2
    assert {letter.recipient for letter in letters} == {administrator.email}
    assert letters[0].subject == "A test letter from Brightwater Supply"
