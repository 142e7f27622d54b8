"""EMAIL_URL names a provider: its relay, who logs in, and what is wrong said without the key."""

from urllib.parse import urlsplit

import pytest

from ground.outbox.providers import PROVIDERS, ProviderUnclear, expanded, provider_of
from ground.outbox.relayaddress import relay_address


def settings_of(url):
    found = expanded(urlsplit(url))
    return found["EMAIL_HOST"], found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]


@pytest.mark.parametrize(
    ("url", "host", "user", "password"),
    [
        ("postmark://Tok-En@", "smtp.postmarkapp.com", "Tok-En", "Tok-En"),
        ("sendgrid://SG.a%2Fb@", "smtp.sendgrid.net", "apikey", "SG.a/b"),
        ("mailgun://post%40mg.example.com:pa%3Ass@", "smtp.mailgun.org", "post@mg.example.com", "pa:ss"),
        ("mailgun://post@mg.example.com:pass@eu", "smtp.eu.mailgun.org", "post@mg.example.com", "pass"),
        ("ses://AKIA:secret%2Fkey@eu-west-1", "email-smtp.eu-west-1.amazonaws.com", "AKIA", "secret/key"),
    ],
)
def test_a_name_becomes_a_relay_with_tls(url, host, user, password):
    assert settings_of(url) == (host, user, password)
    address = relay_address(expanded(urlsplit(url)), None, site="repair.example.com")
    assert (address.port, address.starttls, address.tls) == (587, True, False)
    assert provider_of(address.host) == PROVIDERS[urlsplit(url).scheme]


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postmark://", "needs one key and no password"),
        ("postmark://geheim", "needs one key and no password"),
        ("postmark://geheim:geheim@", "needs one key and no password"),
        ("postmark://geheim@relay.example.com", "has one of its own"),
        ("sendgrid://geheim@:587", "has more in it than SendGrid needs"),
        ("mailgun://geheim@eu", "needs a user and a password"),
        ("mailgun://geheim:geheim@asia", "must end in “us” or “eu”"),
        ("ses://geheim:geheim@", "must end in a region"),
        ("ses://geheim:geheim@evil.example.com", "must end in a region"),
        ("ses://geheim:geheim@eu-west-1/geheim", "has more in it than Amazon SES needs"),
    ],
)
def test_what_is_missing_or_too_much_is_said_without_the_key(url, sentence):
    with pytest.raises(ProviderUnclear) as refused:
        expanded(urlsplit(url))
    assert sentence in str(refused.value)
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("host", ["relay.example.com", "postmarkapp.com.evil.example", "evilsendgrid.net", ""])
def test_any_other_relay_is_no_provider(host):
    assert provider_of(host) is None


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_each_example_is_one_we_take(name):
    assert expanded(urlsplit(PROVIDERS[name].example))["EMAIL_HOST"]
