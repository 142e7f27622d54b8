"""Links by mail: written through the outbox, the same answer for everybody, good once and for a while."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.test import Client

from ground.accounts import limits, links, people
from ground.accounts.models import Person
from ground.accounts.people import PeopleRefused
from ground.history.models import Entry
from ground.outbox import guards
from ground.outbox.models import Letter
from tests.make import NOW, PASSWORD

ASK = "/password/forgotten/"
NEW = "vier Möwen auf dem Dach"


def ask(client, email, **more):
    return client.post(ASK, {"email": email}, **more)


def texts(letter):
    message = message_from_bytes(bytes(letter.raw), policy=policy.default)
    return [message.get_body([kind]).get_content() for kind in ("plain", "html")]


def link_in(letter):
    plain, _html = texts(letter)
    return re.search(r"https?://\S+", plain)[0]


def path_of(link):
    return "/" + link.split("/", 3)[3]


def open_and_choose(client, link, password=NEW):
    form = client.get(path_of(link), follow=True)
    if form.status_code != 200:
        return form
    return client.post(form.request["PATH_INFO"], {"password1": password, "password2": password})


def test_the_answer_is_the_same_for_every_address(john, settings):
    settings.DEBUG_PROPAGATE_EXCEPTIONS = True
    Person.objects.filter(email="priya@brightwater.example").update(is_active=False)
    pages = set()
    for email in ("john@brightwater.example", "nobody@brightwater.example", "priya@brightwater.example"):
        client = Client()
        answer = ask(client, email)
        page = client.get(answer["Location"]).content.decode()
        pages.add((answer.status_code, answer["Location"], re.sub(r'value="\w+"', "", page)))
    assert len(pages) == 1
    assert [letter.recipient for letter in Letter.objects.all()] == ["john@brightwater.example"]


def test_the_letter_leaves_through_the_outbox_with_a_link_below_our_own_address(client, john):
    ask(client, "JOHN@brightwater.example", HTTP_X_FORWARDED_HOST="evil.example")
    letter = Letter.objects.get()
    plain, html = texts(letter)
    assert letter.recipient == john.email
    assert not letter.customer
    assert letter.guard == "accounts.may_sign_in"
    assert link_in(letter).startswith("http://127.0.0.1:8000/password/choose/")
    assert link_in(letter) in html
    assert letter.secrets[0] in link_in(letter)
    assert "America/Los_Angeles" in plain


def test_a_foreign_host_is_refused_before_anything_is_written(client, john):
    assert ask(client, john.email, HTTP_HOST="evil.example").status_code == 400
    assert not Letter.objects.exists()


def test_the_link_works_once_and_ends_every_other_session(client, john):
    elsewhere = Client()
    elsewhere.force_login(john)
    ask(client, john.email)
    link = link_in(Letter.objects.get())
    assert open_and_choose(client, link)["Location"] == "/password/chosen/"
    assert elsewhere.get("/password/").status_code == 302
    assert Client().get(path_of(link)).status_code == 404
    assert client.post("/sign-in/", {"login": john.email, "password": NEW}).status_code == 302
    assert Entry.objects.filter(kind="person", subject_id=john.pk, what="person.password_chosen").count() == 1


def test_opening_the_link_changes_nothing(client, john):
    ask(client, john.email)
    link = link_in(Letter.objects.get())
    for _ in range(3):
        Client().get(path_of(link), follow=True)
        Client().head(path_of(link))
    john.refresh_from_db()
    assert john.check_password(PASSWORD)
    assert open_and_choose(client, link).status_code == 302


@pytest.mark.parametrize("change", ["cut", "foreign", "unknown", "long", "nul"])
def test_a_link_that_is_not_right_opens_nothing(client, john, priya, change):
    ask(client, john.email)
    path = path_of(link_in(Letter.objects.get()))
    uid, token = path.removeprefix("/password/choose/").rstrip("/").split("-", 1)
    wrong = {
        "cut": f"{uid}-{token[:-1]}",
        "foreign": f"{priya.pk}-{token}",
        "unknown": f"zzzzzzzzzzzzz-{token}",
        "long": f"{uid}-{'a' * 5000}",
        "nul": f"{uid}-{token}%00",
    }
    assert client.get(f"/password/choose/{wrong[change]}/").status_code == 404


def test_a_forgotten_password_has_hours_and_an_invitation_days(john, monkeypatch):
    guest = Person.objects.create_user("guest@brightwater.example", name="Guest", role="colleague")
    clock = [NOW]
    monkeypatch.setattr(links, "now", lambda: clock[0])
    tokens = {person: links.token_for(person) for person in (john, guest)}
    for hours, expected in ((3.9, [True, True]), (4.1, [False, True]), (167, [False, True]), (169, [False, False])):
        clock[0] = NOW + timedelta(hours=hours)
        assert [links.LinkTokens().check_token(person, tokens[person]) for person in (john, guest)] == expected


def test_a_link_dies_with_disabling_and_does_not_come_back(john, administrator):
    token = links.token_for(john)
    john = people.disable(john, by=administrator, now=NOW)
    assert not links.LinkTokens().check_token(john, token)
    john = people.enable(john, by=administrator, now=NOW)
    assert not links.LinkTokens().check_token(john, token)


def test_a_letter_of_somebody_disabled_is_withdrawn(client, john, administrator):
    ask(client, john.email)
    letter = Letter.objects.get()
    assert guards.ask(letter, NOW) == guards.Send()
    people.disable(john, by=administrator, now=NOW)
    letter.refresh_from_db()
    assert letter.state == "withdrawn"
    assert isinstance(guards.ask(letter, NOW), guards.Withdraw)


def test_one_address_gets_three_links_an_hour_and_the_answer_stays_the_same(client, john):
    answers = {(answer.status_code, answer["Location"]) for answer in (ask(client, john.email) for _ in range(5))}
    assert len(answers) == 1
    assert Letter.objects.count() <= limits.RESET_ADDRESS.tries


def test_one_network_asks_only_so_often(client, db, cast):
    for number in range(limits.RESET_NETWORK.tries):
        ask(client, f"nobody{number}@brightwater.example")
    assert ask(client, "john@brightwater.example").status_code == 429
    assert not Letter.objects.exists()


def test_choosing_a_password_by_mail_opens_the_door_that_guesses_had_closed(client, john):
    for _ in range(limits.SIGN_IN_HERE.tries + 1):
        client.post("/sign-in/", {"login": john.email, "password": "wrong"})
    ask(client, john.email)
    open_and_choose(client, link_in(Letter.objects.get()))
    assert client.post("/sign-in/", {"login": john.email, "password": NEW}).status_code == 302


@pytest.mark.parametrize("password", ["short", "password1234", "john reyes john", "x" * 100_000, "a\x00b" * 9, ""])
def test_a_password_that_is_too_easy_or_none_at_all_is_refused_with_a_sentence(client, john, password):
    ask(client, john.email)
    answer = open_and_choose(client, link_in(Letter.objects.get()), password)
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    john.refresh_from_db()
    assert john.check_password(PASSWORD)


def test_the_old_password_changes_the_new_one_and_this_browser_stays_signed_in(client, john):
    client.force_login(john)
    data = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post("/password/", data).status_code == 302
    assert client.get("/password/").status_code == 200
    john.refresh_from_db()
    assert john.check_password(NEW)


def test_the_old_password_may_be_guessed_only_a_few_times(client, john):
    client.force_login(john)
    data = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    for _ in range(limits.PASSWORD_CHANGE.tries):
        assert "That is not your password now." in client.post("/password/", data).content.decode()
    assert "Too many tries" in client.post("/password/", data | {"oldpassword": PASSWORD}).content.decode()
    john.refresh_from_db()
    assert john.check_password(PASSWORD)


def test_an_invitation_is_a_letter_with_a_link_and_the_first_password_uses_it_up(client, administrator):
    guest = people.invite(
        email="Noor@Brightwater.example",
        name="Noor <b>Aziz</b> {{ 7*7 }}",
        role="colleague",
        zone="Europe/Berlin",
        language="en",
        by=administrator,
        now=NOW,
    )
    letter = Letter.objects.get()
    plain, html = texts(letter)
    assert guest.email == letter.recipient == "noor@brightwater.example"
    assert not guest.has_usable_password()
    assert "Noor <b>Aziz</b> {{ 7*7 }}" in plain
    assert "Noor &lt;b&gt;Aziz&lt;/b&gt; {{ 7*7 }}" in html
    assert "Ana Petrova" in plain
    assert client.post("/sign-in/", {"login": guest.email, "password": "!"}).status_code == 200


def test_an_invitation_again_withdraws_the_one_that_waits_and_only_for_who_needs_it(administrator, john):
    fields = {"role": "colleague", "zone": "UTC", "language": "en"}
    guest = people.invite(email="n@b.example", name="Noor", by=administrator, now=NOW, **fields)
    people.invite_again(guest, by=administrator, now=NOW + timedelta(hours=1))
    assert sorted(Letter.objects.values_list("state", flat=True)) == ["waiting", "withdrawn"]
    with pytest.raises(PeopleRefused):
        people.invite_again(john, by=administrator, now=NOW)
