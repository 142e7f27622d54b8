"""What holds for every letter to a customer, of every kind, in every language."""

import re
from html.parser import HTMLParser

import pytest

from tests import make
from tests.plain_words import AVOIDED, LONGEST, grade, sentences
from tests.updates.letters_made import as_received, html, plain
from updates.columns import COLUMNS, width

from .catalogue import BY_NAME, LANGUAGES, PAGE, REFERENCES, as_sent, contact, made

pytestmark = [pytest.mark.django_db, pytest.mark.doors]

OF_THE_HOUSE = {"new_link", "receipt", "receipt_of_a_call", "reply_receipt", "check_in", "holding_note"}
FIRST = {"first_notice", "facts_only", "new_link"}


class Read(HTMLParser):
    """What a reader sees of an HTML letter, piece by piece, and every address in it."""

    def __init__(self, text):
        super().__init__()
        self.inside, self.pieces, self.addresses, self.tags = [], [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.inside.append(tag)
        self.addresses += [value for name, value in attrs if name in ("href", "src", "background", "action")]

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if data.strip() and not {"style", "title"} & set(self.inside):
            self.pieces.append("".join(data.split()))


@pytest.fixture(params=LANGUAGES)
def letters(request):
    """Every kind of letter in one language, as it is received."""
    make.house()
    return {kind: as_received(made(kind, request.param)) for kind in BY_NAME}


def test_the_twin_says_all_that_is_seen_and_gives_every_address(letters):
    for kind, message in letters.items():
        seen, twin = Read(html(message)), "".join(plain(message).split())
        assert [piece for piece in seen.pieces if piece not in twin] == [], kind
        pages = [address for address in seen.addresses if not address.startswith("tel:")]
        assert [address for address in pages if address not in twin] == [], kind


def test_the_twin_fits_72_columns_but_for_addresses(letters):
    for kind, message in letters.items():
        lines = plain(message).splitlines()
        assert [line for line in lines if width(line) > COLUMNS and "://" not in line] == [], kind
        assert "\n\n\n" not in plain(message), kind


def test_nothing_is_fetched_or_followed_but_their_own_page(letters):
    for kind, message in letters.items():
        read = Read(html(message))
        assert not read.tags & {"img", "link", "script", "iframe", "form", "video", "object"}, kind
        assert "url(" not in html(message), kind
        assert all(address.startswith((PAGE, "tel:")) for address in read.addresses), kind


def test_each_names_its_language_and_hangs_in_its_thread(letters):
    for kind, message in letters.items():
        (language,) = set(re.findall(r'<html lang="([a-z]+)"', html(message)))
        assert message["Content-Language"] == language, kind
        assert (message["References"] or "").split() == ([] if kind in FIRST else REFERENCES), kind
        assert message["In-Reply-To"] == (None if kind in FIRST else REFERENCES[-1]), kind


def test_a_letter_of_the_house_says_that_no_person_wrote_it(letters):
    for kind, message in letters.items():
        assert (message["Auto-Submitted"] == "auto-generated") == (kind in OF_THE_HOUSE), kind


def test_none_offers_to_unsubscribe_from_what_was_promised_to_them(letters):
    """Nobody is on a list here. Who wants no letters says so to a person, and then we ring."""
    assert [kind for kind, message in letters.items() if "List-Unsubscribe" in message] == []


def test_the_bytes_are_the_same_each_time_and_plain_ascii():
    make.house()
    first, second = (as_sent(made("first_notice", "ja")) for _time in range(2))
    assert first == second
    assert first.isascii()
    assert max(map(len, first.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("kind", BY_NAME)
def test_our_english_is_short_and_plain(kind):
    make.house()
    text = plain(as_received(made(kind, "en")))
    longest = max(sentences(text), key=lambda part: len(part.split()))
    assert len(longest.split()) <= LONGEST, longest
    assert not AVOIDED.search(text)
    assert grade(text) <= 8, grade(text)


def test_people_are_called_by_their_first_name_in_english_alone():
    make.house()
    assert "Dear Ingrid," in plain(made("new_link", "en"))
    assert "Guten Tag Petra Müller," in plain(made("new_link", "de"))
    assert "北野 春香 様" in plain(made("new_link", "ja"))
    assert contact("de").name == "Petra Müller"
