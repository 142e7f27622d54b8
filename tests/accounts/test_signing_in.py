"""Signing in and out by email, with tries that run out and answers that tell nothing."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import NoReverseMatch, reverse

from ground.accounts import limits, people
from ground.accounts.models import Person
from tests.make import NOW, PASSWORD

SIGN_IN = "/sign-in/"
WRONG = "That email and password do not match."


def sign_in(client, email, password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": email, "password": password}, **more)


def test_somebody_signs_in_with_their_email_in_any_case_and_out_by_a_post(client, john):
    answer = sign_in(client, " JOHN@brightwater.EXAMPLE ")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(john.pk)
    assert not EmailAddress.objects.exists()
    assert client.get("/sign-out/").status_code == 405
    assert "_auth_user_id" in client.session
    assert client.post("/sign-out/")["Location"] == SIGN_IN
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("email", "password"), [("john@brightwater.example", "wrong"), ("nobody@brightwater.example", PASSWORD)]
)
def test_a_wrong_password_and_an_unknown_address_get_the_same_sentence(client, john, email, password):
    answer = sign_in(client, email, password)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert WRONG in page
    assert "error-summary" in page
    assert "<title>Error:" in page


def test_somebody_disabled_is_answered_like_somebody_unknown(client, john):
    Person.objects.filter(pk=john.pk).update(is_active=False)
    assert WRONG in sign_in(client, john.email).content.decode()


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example/",
        "http:///evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http://testserver/elsewhere",
        "\x00//evil.example",
    ],
)
def test_next_leads_only_to_our_own_pages(client, john, target):
    answer = client.post(f"{SIGN_IN}?next={target}", {"login": john.email, "password": PASSWORD, "next": target})
    assert answer["Location"] == "/"


def test_next_leads_to_a_page_of_ours(client, john):
    answer = client.post(SIGN_IN, {"login": john.email, "password": PASSWORD, "next": "/i/TR-1042?x=1"})
    assert answer["Location"] == "/i/TR-1042?x=1"


def test_tries_run_out_for_one_account_from_one_network_and_not_for_its_owner_elsewhere(client, john):
    for _ in range(limits.SIGN_IN_HERE.tries):
        assert sign_in(client, john.email, "wrong").status_code == 200
    answer = sign_in(client, john.email)
    assert answer.status_code == 429
    assert "Too many tries" in answer.content.decode()
    assert sign_in(client, john.email, HTTP_X_FORWARDED_FOR="198.51.100.7").status_code == 429
    assert sign_in(client, john.email, REMOTE_ADDR="198.51.100.7").status_code == 302


def test_tries_run_out_for_one_network_over_many_accounts(client, john):
    for number in range(limits.SIGN_IN_NETWORK.tries):
        sign_in(client, f"nobody{number}@brightwater.example", "wrong")
    assert sign_in(client, john.email).status_code == 429


def test_tries_run_out_for_one_account_from_many_networks(client, john):
    for number in range(limits.SIGN_IN_ACCOUNT.tries):
        sign_in(client, john.email, "wrong", REMOTE_ADDR=f"198.51.100.{number + 1}")
    assert sign_in(client, john.email, REMOTE_ADDR="203.0.113.1").status_code == 429


def test_right_passwords_do_not_use_up_the_tries(client, john):
    for _ in range(limits.SIGN_IN_HERE.tries + 2):
        assert sign_in(client, john.email).status_code == 302
        client.post("/sign-out/")


def test_sessions_end_with_disabling_at_the_next_request_and_stay_dead(client, john, administrator):
    client.force_login(john)
    assert client.get("/password/").status_code == 200
    people.disable(john, by=administrator, now=NOW)
    assert client.get("/password/").status_code == 302
    people.enable(john, by=administrator, now=NOW)
    assert client.get("/password/").status_code == 302


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_email",
        "account_inactive",
        "account_set_password",
        "account_reauthenticate",
        "account_confirm_email",
        "account_request_login_code",
        "account_email_verification_sent",
    ],
)
def test_what_allauth_has_beyond_our_pages_has_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize(
    "path", ["/accounts/signup/", "/accounts/login/", "/signup/", "/accounts/email/", "/accounts/"]
)
def test_the_usual_addresses_of_allauth_open_nothing(client, db, path):
    assert client.get(path).status_code == 404


def test_passwords_are_kept_by_argon2():
    from trustrepair import settings

    assert settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


@pytest.mark.parametrize(
    "typed",
    [
        "a\x00b",
        "john@brightwater.example\r\nBcc: x@y.example",
        "x" * 100_000,
        "\u202ejohn@brightwater.example",
        "e" + "\u0301" * 5000,
        "{{ 7*7 }}",
        "a@b.example,c@d.example",
        "\ufffd",
        "",
    ],
)
def test_whatever_is_typed_gets_a_page_with_a_sentence(client, db, typed):
    for data in ({"login": typed, "password": "wrong"}, {"login": "a@b.example", "password": typed}):
        answer = client.post(SIGN_IN, data)
        assert answer.status_code == 200
        assert "error-summary" in answer.content.decode()


def test_bytes_that_are_no_letters_get_a_page_too(client, db):
    body = b"login=%ED%A0%80a%40b.example&password=%ED%A0%80%FF"
    answer = client.post(SIGN_IN, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200


def test_json_and_ajax_get_no_other_answer_than_a_browser(client, john):
    answer = sign_in(client, john.email, "wrong", HTTP_ACCEPT="application/json")
    assert answer["Content-Type"].startswith("text/html")
