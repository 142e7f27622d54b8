"""Your settings: everybody's own zone, language, days away and browser, and nothing else."""

import pytest

from ground.accounts.models import Absence, Person
from ground.history.models import Entry
from ground.worktime.now import now

ME = "/me/"


@pytest.fixture
def mine(client, john):
    client.force_login(john)
    return client


def test_signed_out_it_leads_to_signing_in(client, db):
    for address in (ME, "/me/absence/", "/me/absence/1/end/"):
        assert client.post(address)["Location"].startswith("/sign-in/")


def test_zone_and_language_are_kept_with_history(mine, john):
    page = mine.post(ME, {"zone": "Europe/Berlin", "language": "de"}, follow=True)
    assert page.status_code == 200
    john.refresh_from_db()
    assert (john.zone, john.language) == ("Europe/Berlin", "de")
    assert Entry.objects.about("person", john.pk).get().facts == {"zone": "Europe/Berlin", "language": "de"}


def test_role_team_and_the_right_to_sign_in_are_not_mine_to_change(mine, john):
    extra = {"role": "administrator", "is_active": "", "team": "", "name": "Boss", "email": "x@y.example"}
    mine.post(ME, {"zone": "UTC", "language": "en", **extra, "password": "x", "session_version": 9})
    after = Person.objects.get(pk=john.pk)
    for field in ("role", "is_active", "team_id", "name", "email", "password", "session_version"):
        assert getattr(after, field) == getattr(john, field)


@pytest.mark.parametrize("value", ["", "Mars/Olympus", "\x00", "../../etc/passwd", "x" * 100_000])
def test_a_zone_or_language_there_is_not_is_refused_with_a_sentence(mine, john, value):
    for data in ({"zone": value, "language": "en"}, {"zone": "UTC", "language": value}):
        page = mine.post(ME, data)
        assert page.status_code == 200
        assert "Choose one from the list." in page.content.decode()
    assert Person.objects.get(pk=john.pk).zone == john.zone


def test_days_away_with_a_deputy_are_noted_and_taken_out_again(mine, john, priya):
    year = now().year + 1
    page = mine.post(
        "/me/absence/", {"first": f"{year}-06-01", "last": f"{year}-06-05", "deputy": priya.pk}, follow=True
    )
    assert "Deputy: Priya Nair" in page.content.decode()
    absence = Absence.objects.get()
    mine.post(f"/me/absence/{absence.pk}/end/")
    assert not Absence.objects.exists()


@pytest.mark.parametrize("deputy", ["me", "99999", "x", "\x00"])
def test_a_deputy_is_somebody_else_who_works_here(mine, john, deputy):
    data = {"first": "2027-06-01", "last": "2027-06-05", "deputy": john.pk if deputy == "me" else deputy}
    page = mine.post("/me/absence/", data)
    assert "error-summary" in page.content.decode()
    assert not Absence.objects.exists()


def test_the_absence_of_another_is_not_there(mine, priya):
    start = now()
    other = Absence.objects.create(person=priya, starts_at=start, ends_at=start.replace(year=start.year + 1))
    assert mine.post(f"/me/absence/{other.pk}/end/").status_code == 404
    other.refresh_from_db()
    assert other.ends_at > now()


def test_theme_and_shortcuts_are_cookies_that_the_server_reads(mine):
    mine.post("/appearance", {"theme": "dark", "next": ME})
    mine.post("/appearance", {"shortcuts": "off", "next": ME})
    page = mine.get(ME).content.decode()
    assert 'data-bs-theme="dark"' in page
    assert 'data-shortcuts="off"' in page


def test_the_calendar_i_work_by_is_shown(mine, john):
    assert "Los Angeles office (America/Los_Angeles)" in mine.get(ME).content.decode()
