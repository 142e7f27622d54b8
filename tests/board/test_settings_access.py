"""The settings of the house: who reads and who changes them, bad input on every form, and how much they ask."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ground.accounts.models import House
from ground.history.models import Entry
from ground.worktime.models import SpecialDay, WorkCalendar
from tests import make, make_cases
from tests.board.bad_input import LINES, QUERIES
from tests.board.typed import READ, company, day, pages, place, rhythm, week, words
from updates.models import Cadence

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


@pytest.mark.parametrize("name", READ)
def test_managers_read_administrators_change_and_others_find_nothing(client, cast, name, kessler):
    for who in ("john", "dana", "finance", "auditor", "administrator"):
        client.force_login(getattr(cast, who))
        expected = 200 if who in ("dana", "administrator") else 404
        assert client.get(reverse(f"board:{name}")).status_code == expected, who
        if name != "working_time" and who != "administrator":
            assert client.post(reverse(f"board:{name}"), {**rhythm(), **company()}).status_code == 404, who
    assert not Cadence.objects.exists()
    assert House.objects.get().name == "Brightwater Supply"


def test_what_only_administrators_do_is_not_there_for_anybody_else(client, cast, kessler):
    for who in ("john", "dana", "finance", "auditor"):
        client.force_login(getattr(cast, who))
        for address in pages():
            assert (client.get(address).status_code, client.post(address).status_code) == (404, 404), address
    client.force_login(cast.administrator)
    for address in pages():
        assert client.get(address).status_code == 200, address


def test_signed_out_everything_leads_to_signing_in(client, cast, kessler):
    for address in (*(reverse(f"board:{name}") for name in READ), *pages()):
        assert client.get(address).url.split("?")[0] == reverse("account_login")


def test_a_manager_sees_no_button_and_only_customers_of_their_teams(client, cast, kessler):
    Cadence.objects.create(
        customer=kessler, severity="high", first_amount=1, first_unit="hours", gap_amount=4, gap_unit="hours"
    )
    client.force_login(cast.dana)
    page = words(client.get("/settings"))
    assert "Kessler Foundry" in page
    assert "Save the rhythm" not in page
    client.force_login(cast.tomas)
    assert "Kessler" not in words(client.get("/settings"))


def test_the_menu_leads_managers_and_administrators_there(client, cast):
    for person, told in ((cast.dana, True), (cast.administrator, True), (cast.john, False), (cast.auditor, False)):
        client.force_login(person)
        assert ('href="/settings"' in words(client.get(reverse("desk:settings")))) is told


def test_the_company_is_changed_with_its_reason(admin):
    page = words(admin.post("/settings/company", company(), follow=True))
    house = House.objects.get()
    assert (house.name, house.zone) == ("Brightwater", "Europe/London")
    assert "name: Brightwater; time zone: Europe/London; We moved" in page


@pytest.mark.parametrize(
    "changes", [{"sender": "a@b.example, c@d.example"}, {"sender": "care"}, {"zone": "x"}, {"language": "<b>"}]
)
def test_a_company_that_cannot_be_is_refused(admin, changes):
    assert "error-summary" in words(admin.post("/settings/company", company(**changes)))
    assert House.objects.get().name == "Brightwater Supply"


@pytest.mark.parametrize("kind", LINES)
def test_input_that_harms_is_refused_on_every_form(admin, cast, kessler, kind):
    bad, calendar = LINES[kind], make.calendar().pk
    before = (Cadence.objects.count(), SpecialDay.objects.count(), WorkCalendar.objects.count(), Entry.objects.count())
    for url, data, fields in (
        ("/settings", rhythm(first_high="1:hours"), ("why", "first_high")),
        ("/settings/customers", {"name": ""}, ("name",)),
        ("/settings/customers/kessler", {"first_high": "1:hours", "why": "x"}, ("why", "asked_on", "gap_high")),
        ("/settings/company", company(), ("name", "sender", "zone", "language", "calendar", "why")),
        ("/settings/working-time/open", place(), ("name", "zone", "country", "region", "why")),
        (f"/settings/working-time/{calendar}/place", place(), ("name", "zone", "country", "region", "why")),
        (f"/settings/working-time/{calendar}/week", week(), ("day_0", "day_6", "why")),
        (f"/settings/working-time/{calendar}/days", day(), ("on", "label", "blocks", "why")),
    ):
        for field in fields:
            answer = admin.post(url, {**data, field: bad})
            assert answer.status_code == 200, (url, field)
            assert "error-summary" in words(answer), (url, field)
    after = (Cadence.objects.count(), SpecialDay.objects.count(), WorkCalendar.objects.count(), Entry.objects.count())
    assert after == before


def test_markup_in_a_reason_stays_text(admin):
    page = words(admin.post("/settings", rhythm(first_high="1:hours", why="<script>{{ 7*7 }}</script>"), follow=True))
    assert "&lt;script&gt;{{ 7*7 }}&lt;/script&gt;" in page


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_that_cannot_be_read_still_shows_the_page(admin, query):
    for name in READ:
        assert admin.get(reverse(f"board:{name}") + query).status_code == 200


def test_the_statements_do_not_grow_with_customers_days_and_cases(admin, cast):
    def more(numbers):
        for number in numbers:
            customer = make.customer(f"Company {number}", account_manager=cast.john)
            Cadence.objects.create(
                customer=customer, severity="high", first_amount=1, first_unit="hours", gap_amount=4, gap_unit="hours"
            )
            make_cases.untold(customer, now=make.NOW)
            SpecialDay.objects.create(calendar=make.calendar(), on=f"2027-01-{number + 1:02}")
            make.calendar(f"Office {number}")

    def statements():
        counted = []
        for name in READ:
            with CaptureQueriesContext(connection) as captured:
                assert admin.get(reverse(f"board:{name}")).status_code == 200
            counted.append(len(captured))
        return counted

    more(range(3))
    admin.get("/settings")
    few = statements()
    more(range(3, 20))
    assert statements() == few
    assert max(few) <= 22


def test_a_get_changes_nothing(admin, cast, kessler):
    addresses = [*(reverse(f"board:{name}") for name in READ), *pages()]
    with CaptureQueriesContext(connection) as captured:
        for address in addresses:
            admin.get(address)
    assert [q["sql"] for q in captured if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")] == []
