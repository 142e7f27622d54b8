"""The page of the colour and the signature lines of a house, and where customers see them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from ground.accounts.house import set_look
from ground.accounts.models import House
from ground.history.models import Entry
from ground.worktime.now import now as clock
from tests import make_cases
from tests.board.bad_input import LINES
from tests.updates.letters_made import as_received, html, plain
from updates import letters
from updates.links import link_for, token_of
from updates.look import Look

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
GREEN = "#006b3c"
LINES_OF_THE_HOUSE = "Brightwater Supply Inc.\nDock Street 1, Tacoma"
SHEET = '<link rel="stylesheet" href="/s/look/006b3c.css">'


@pytest.fixture
def posts(client, administrator):
    client.force_login(administrator)

    def post(**fields):
        typed = {"accent": GREEN, "signature": LINES_OF_THE_HOUSE, "why": "Our new look.", **fields}
        return client.post(reverse("board:look"), typed, follow=True).content.decode()

    return post


@pytest.fixture
def looked(cast, now) -> House:
    return set_look(accent=GREEN, signature=LINES_OF_THE_HOUSE, by=cast.administrator, now=now, why="Ours.")


def test_an_administrator_sets_colour_and_lines(posts):
    shown = posts(accent="006B3C", signature="  Brightwater Supply Inc. \r\n\r\n Dock Street 1, Tacoma ")
    house, entry = House.objects.get(), Entry.objects.get(what="house.look_set")
    assert (house.accent, house.signature) == (GREEN, LINES_OF_THE_HOUSE)
    assert "Our new look." in shown
    assert "Contrast 5.8 to 1 on light" in shown
    assert entry.facts == {"accent": GREEN}
    assert entry.text == "Our new look.; Brightwater Supply Inc.; Dock Street 1, Tacoma"


def test_empty_means_our_own_again(posts):
    posts()
    posts(accent="", signature="")
    house = House.objects.get()
    assert (house.accent, house.signature) == ("", "")


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("accent", "#ffcc00", "#ffcc00 cannot be read on white: the contrast is 1.3 to 1."),
        ("accent", "#808080", "Choose a darker one, of 4.5 or more."),
        ("accent", "petrol", "Write the colour like #0b5f68."),
        ("accent", "#fff;}", "Write the colour like #0b5f68."),
        ("signature", "1\n2\n3\n4\n5\n6", "Keep it to 5 lines."),
        ("signature", "x" * 301, "At most 300 fit."),
        ("why", "", "Say in a sentence why you change this."),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(posts, field, typed, sentence):
    assert sentence in posts(**{field: typed})
    house = House.objects.get()
    assert (house.accent, house.signature) == ("", "")


@pytest.mark.parametrize("kind", LINES)
def test_what_nobody_should_save_is_refused(posts, kind):
    assert "error-summary" in posts(accent=LINES[kind])
    assert House.objects.get().accent == ""


def test_a_manager_reads_it_and_cannot_change_it(client, dana):
    client.force_login(dana)
    shown = client.get(reverse("board:look")).content.decode()
    assert "Our petrol" in shown
    assert "care@brightwater.example" in shown
    assert 'name="accent"' not in shown
    assert client.post(reverse("board:look"), {"accent": GREEN, "why": "Mine."}).status_code == 404


def test_letters_carry_colour_and_lines_beneath_the_signature(looked, john, now):
    told = make_cases.told(make_cases.halvorsen(john), now=now, next_at=now + HOUR)
    about = {"contact": told.speaker, "others": [], "link_address": "https://x.example/s/1", "references": []}
    message = as_received(letters.update_letter(letters.words_of(told.updates.get()), **about))
    assert f"background: {GREEN}" in html(message)
    assert f".link {{ color: {Look.of(looked).shades.dark_link} !important; }}" in html(message)
    assert "#0b5f68" not in html(message)
    assert "<br>Brightwater Supply Inc.<br>Dock Street 1, Tacoma</p>" in html(message)
    assert "Brightwater Supply Inc.\nDock Street 1, Tacoma\n" in plain(message)


def test_a_letter_of_the_house_carries_them_at_its_foot(looked, john, now):
    told = make_cases.told(make_cases.halvorsen(john), now=now, next_at=now + HOUR)
    link = link_for(told, told.speaker, now=now)
    message = as_received(letters.new_link_letter(link, link_address="https://x.example/s/1"))
    assert "-- \nBrightwater Supply Inc.\nDock Street 1, Tacoma\n" in plain(message)
    assert ">Dock Street 1, Tacoma</p>" in html(message)
    assert GREEN in html(message)


def test_the_private_page_takes_the_colour_from_a_stylesheet(client, looked, john):
    at = clock()
    told = make_cases.told(make_cases.halvorsen(john), now=at - HOUR, next_at=at + HOUR)
    page = client.get(f"/s/{token_of(link_for(told, told.speaker, now=at))}").content.decode()
    assert SHEET in page
    assert "Brightwater Supply Inc.<br>Dock Street 1, Tacoma" in page
    assert "style=" not in page
    assert SHEET in client.get("/s/new").content.decode()

    sheet = client.get("/s/look/006b3c.css")
    assert (sheet.status_code, sheet["Content-Type"]) == (200, "text/css")
    assert f"--accent: light-dark({GREEN}, {Look.of(looked).shades.dark_link});" in sheet.content.decode()


@pytest.mark.parametrize("digits", ["ffcc00", "006B3C", "006b3", "006b3c00", "zzzzzz"])
def test_no_stylesheet_is_made_of_a_colour_nobody_can_read(client, cast, digits):
    assert client.get(f"/s/look/{digits}.css").status_code == 404
