"""The administrator's pages: what they do, that nobody else finds them, and that bad input ends in a sentence."""

import pytest
from django.urls import reverse

from ground.accounts.models import Absence, Person, Team
from ground.accounts.roles import Role
from ground.outbox.models import Letter
from tests import make

BAD = {
    "nul": "a\x00b",
    "lines": "Noor\r\nBcc: all@example.com",
    "long": "x" * 100_000,
    "marks": "e" + "\u0301" * 5000,
    "control": "a\x1b[31mb",
    "unreadable": "a\ufffdb",
}


@pytest.fixture
def admin(client, administrator):
    client.force_login(administrator)
    return client


def particulars(**changes):
    fields = {"name": "Noor Aziz", "email": "noor@brightwater.example", "role": "account_manager", "team": ""}
    return {**fields, "zone": "Europe/Berlin", "language": "de", "phone": "", "calendar": "", **changes}


def addresses(cast):
    west = Team.objects.get(name="West").pk
    absence = Absence.objects.create(person=cast.john, starts_at=make.NOW, ends_at=make.NOW.replace(year=2030))
    yield from (reverse(f"board:{name}") for name in ("people", "invite", "teams", "open_team"))
    yield reverse("board:team", args=[west])
    for name in ("person", "disable", "invite_again", "enable", "note_absence"):
        yield reverse(f"board:{name}", args=[cast.john.pk])
    yield reverse("board:end_absence", args=[absence.pk])


@pytest.mark.parametrize("who", ["john", "dana", "finance", "auditor"])
def test_any_other_role_finds_nothing_there(client, cast, who):
    client.force_login(getattr(cast, who))
    for address in addresses(cast):
        assert (client.get(address).status_code, client.post(address).status_code) == (404, 404), address
    assert Person.objects.get(pk=cast.john.pk).is_active


def test_signed_out_every_page_leads_to_signing_in(client, cast):
    for address in addresses(cast):
        for answer in (client.get(address), client.post(address)):
            assert answer["Location"].startswith("/sign-in/?next=")


def test_a_get_changes_nothing(admin, cast):
    before = list(Person.objects.order_by("pk").values())
    for address in addresses(cast):
        assert admin.get(address).status_code in (200, 405)
        admin.head(address)
    assert [{**row, "last_login": None} for row in Person.objects.order_by("pk").values()] == [
        {**row, "last_login": None} for row in before
    ]


def test_inviting_writes_a_letter_and_shows_the_new_person(admin):
    answer = admin.post(reverse("board:invite"), particulars(), follow=True)
    assert "A letter with a link is on its way to noor@brightwater.example." in answer.content.decode()
    assert "Invited, not here yet" in answer.content.decode()
    assert Letter.objects.get().recipient == "noor@brightwater.example"


def test_inviting_somebody_twice_shows_why_not(admin, john):
    answer = admin.post(reverse("board:invite"), particulars(email=john.email.upper()))
    assert "Somebody here already has this address." in answer.content.decode()
    assert not Letter.objects.exists()


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_is_refused_with_a_sentence_and_nothing_is_half_saved(admin, kind):
    people = Person.objects.count()
    for field in particulars():
        answer = admin.post(reverse("board:invite"), particulars(**{field: BAD[kind]}))
        assert answer.status_code == 200, field
        assert "error-summary" in answer.content.decode(), field
    assert Person.objects.count() == people
    assert not Letter.objects.exists()


def test_marks_that_turn_writing_are_taken_out_of_names_and_markup_stays_text(admin):
    admin.post(reverse("board:invite"), particulars(name="\u202eNoor\u2066 <script>{{ 7*7 }}"))
    person = Person.objects.get(email="noor@brightwater.example")
    assert person.name == "Noor <script>{{ 7*7 }}"
    page = admin.get(reverse("board:people")).content.decode()
    assert "Noor &lt;script&gt;{{ 7*7 }}" in page


def test_the_list_is_found_by_name_team_role_and_state(admin, cast):
    Person.objects.filter(pk=cast.priya.pk).update(is_active=False)
    west = Team.objects.get(name="West").pk
    for query, names in (
        ("?q=REYES", {"John Reyes"}),
        (f"?team={west}", {"John Reyes", "Dana Whitfield"}),
        ("?role=finance", {"Grace Lindqvist"}),
        ("?state=left", {"Priya Nair"}),
        (f"?team={west}&role=manager", {"Dana Whitfield"}),
    ):
        page = admin.get(reverse("board:people") + query)
        assert {person.name for person in page.context["page"]} == names


@pytest.mark.parametrize(
    "query",
    [
        "?q=%00",
        "?q=" + "x" * 5000,
        "?team=x",
        "?team=99999999999999999999",
        "?role=owner",
        "?state=%00",
        "?page=-1",
        "?page=x",
        "?page=99999999999999999999",
        "?order=password",
        "?q=%ED%A0%80",
    ],
)
def test_a_query_that_cannot_be_read_still_shows_the_list(admin, query):
    assert admin.get(reverse("board:people") + query).status_code == 200


def test_the_list_asks_the_database_the_same_number_of_times_for_many_people(
    admin, cast, django_assert_max_num_queries
):
    team = Team.objects.get(name="West")
    for _ in range(40):
        make.person(team=team)
    with django_assert_max_num_queries(12):
        admin.get(reverse("board:people"))


@pytest.mark.parametrize("pk", [0, 99999, 10**30])
def test_somebody_who_is_not_there_is_a_404(admin, pk):
    assert admin.get(f"/people/{pk}/").status_code == 404
    assert admin.get(f"/people/teams/{pk}/").status_code == 404
    assert admin.post(f"/people/absences/{pk}/end/").status_code == 404


def test_changing_somebody_takes_only_the_fields_of_the_form(admin, john):
    extra = {"is_active": "", "session_version": 99, "password": "x", "email": "evil@example.com", "is_superuser": 1}
    answer = admin.post(reverse("board:person", args=[john.pk]), particulars(**extra), follow=True)
    changed = Person.objects.get(pk=john.pk)
    assert "Saved." in answer.content.decode()
    assert (changed.name, changed.email, changed.is_active) == ("Noor Aziz", john.email, True)
    assert (changed.password, changed.session_version) == (john.password, john.session_version)


def test_leaving_asks_who_takes_over_and_moves_it(admin, cast):
    page = admin.get(reverse("board:disable", args=[cast.dana.pk])).content.decode()
    assert "1 team to manage" in page
    refused = admin.post(reverse("board:disable", args=[cast.dana.pk]), {"hand_to": ""}).content.decode()
    assert "Dana Whitfield still has 1 team to manage. Say who takes over." in refused
    admin.post(reverse("board:disable", args=[cast.dana.pk]), {"hand_to": cast.tomas.pk})
    assert Team.objects.get(name="West").manager == cast.tomas
    assert not Person.objects.get(pk=cast.dana.pk).is_active


def test_a_circle_of_teams_is_refused_on_the_page(admin, cast):
    top, west = Team.objects.get(name="Brightwater"), Team.objects.get(name="West")
    data = {"name": "Brightwater", "manager": cast.top.pk, "parent": west.pk, "calendar": top.calendar_id}
    page = admin.post(reverse("board:team", args=[top.pk]), data).content.decode()
    assert "West is below Brightwater. A team cannot stand below itself." in page


@pytest.mark.parametrize("kind", BAD)
def test_a_team_with_a_name_that_cannot_be_is_refused(admin, kind):
    answer = admin.post(reverse("board:open_team"), {"name": BAD[kind], "calendar": make.calendar().pk})
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()


@pytest.mark.parametrize(
    "day", ["", "x", "0000-00-00", "2026-02-30", "99999-01-01", "\x00", "9999-12-31", "0001-01-01"]
)
def test_a_day_that_cannot_be_is_refused_with_a_sentence(admin, john, day):
    answer = admin.post(reverse("board:note_absence", args=[john.pk]), {"first": day, "last": day, "deputy": ""})
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    assert not Absence.objects.exists()


def test_only_administrators_see_people_in_their_menu(client, cast):
    for person in (cast.john, cast.administrator):
        client.force_login(person)
        page = client.get(reverse("desk:settings")).content.decode()
        assert ('href="/people/"' in page) is (person.role == Role.ADMINISTRATOR)
