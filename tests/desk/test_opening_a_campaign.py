"""Opening the chosen rows from the page of a search: what is not theirs is not there, and junk changes nothing."""

import pytest

from incidents.models import Campaign, CampaignMember
from tests import make_campaigns

pytestmark = pytest.mark.django_db


@pytest.fixture
def sweep(cast):
    mine = [make_campaigns.overcharged(name, cast.john) for name in ("Tidewater", "Orchard")]
    return make_campaigns.searched(cast.top, *mine, make_campaigns.overcharged("Kitano", cast.priya))


def chosen(client, person, sweep, *rows):
    client.force_login(person)
    return client.post(f"/who-else/{sweep.pk}/open", {"rows": rows})


def row_of(sweep, name):
    return sweep.rows.get(customer__name=name).pk


def test_the_chosen_rows_lead_to_the_campaign(client, cast, sweep):
    answer = chosen(client, cast.john, sweep, row_of(sweep, "Tidewater"), row_of(sweep, "Orchard"))
    campaign = Campaign.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/board/campaign/{campaign.pk}")
    page = client.get(answer["Location"]).content.decode()
    assert "2 recoveries are being opened." in page and "Opening 0 of 2" in page
    assert CampaignMember.objects.filter(chosen_by=cast.john).count() == 2


def test_where_the_work_broke_off_the_rest_can_be_gone_on_with(client, cast, sweep):
    chosen(client, cast.john, sweep, row_of(sweep, "Tidewater"))
    campaign = Campaign.objects.get()
    Campaign.objects.update(job=None)
    page = client.get(f"/board/campaign/{campaign.pk}").content.decode()
    assert "This broke off" in page and f'name="rows" value="{row_of(sweep, "Tidewater")}"' in page


def test_nothing_chosen_is_said_and_leads_back(client, cast, sweep):
    answer = chosen(client, cast.john, sweep)
    assert (answer.status_code, answer["Location"]) == (302, f"/who-else/{sweep.pk}")
    assert "Choose at least one customer." in client.get(answer["Location"]).content.decode()
    assert not Campaign.objects.exists()


@pytest.mark.parametrize("typed", ["x", "-1", "0", "9" * 30, "1 OR 1=1", "٣", "<b>", "1.0", ""])
def test_junk_is_no_row(client, cast, sweep, typed):
    assert chosen(client, cast.john, sweep, typed).status_code == 404
    assert not Campaign.objects.exists()


def test_a_foreign_row_a_foreign_search_and_those_who_only_read_find_nothing(client, cast, sweep):
    hers, his = row_of(sweep, "Kitano"), row_of(sweep, "Tidewater")
    for person, rows in (
        (cast.john, [his, hers]),
        (cast.priya, [his]),
        (cast.finance, [his]),
        (cast.auditor, [his]),
        (cast.administrator, [his]),
    ):
        assert chosen(client, person, sweep, *rows).status_code == 404, person.name
    other = make_campaigns.searched(cast.priya, make_campaigns.overcharged("Sakura", cast.priya))
    assert chosen(client, cast.john, other, row_of(other, "Sakura")).status_code == 404
    assert chosen(client, cast.john, sweep, row_of(other, "Sakura")).status_code == 404
    assert not Campaign.objects.exists()


def test_a_search_that_is_not_done_cannot_be_opened_and_looking_opens_nothing(client, cast, sweep):
    client.force_login(cast.john)
    assert client.get(f"/who-else/{sweep.pk}/open").status_code == 405
    sweep.done_at = None
    sweep.save()
    assert chosen(client, cast.john, sweep, row_of(sweep, "Tidewater")).status_code == 404
    assert not Campaign.objects.exists()
