"""Names that look the same share a key; every name gets an address of its own."""

import pytest

from customers.alike import KEY_LENGTH, SLUG_LENGTH, alike_key, free_slug, slug_base


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Halvorsen", "HALVORSEN"),
        ("Halvorsen Marine", "Halvorsen  Marine "),
        ("Halvorsen", "Hаlvorsen"),  # a Cyrillic a
        ("Οmega", "Omega"),  # a Greek O
        ("Ｋessler", "Kessler"),  # a wide K
        ("Größe", "GRÖSSE"),
        ("ﬁne foods", "Fine Foods"),
    ],
)
def test_names_a_reader_takes_for_one_share_a_key(one, other):
    assert alike_key(one) == alike_key(other)


@pytest.mark.parametrize(("one", "other"), [("Müller", "Muller"), ("Area 51", "Area S1"), ("Kessler", "Kesler")])
def test_names_a_reader_tells_apart_do_not(one, other):
    assert alike_key(one) != alike_key(other)


def test_a_key_of_the_longest_name_fits_and_still_tells_apart():
    long = "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 119
    assert len(alike_key(long + "a")) <= KEY_LENGTH
    assert alike_key(long + "a") != alike_key(long + "b")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Halvorsen Marine Supply", "halvorsen-marine-supply"),
        ("Müller & Söhne GmbH", "muller-sohne-gmbh"),
        ("Åse Ødegård AS", "ase-odegard-as"),
        ("Straßenbau", "strassenbau"),
        ("株式会社", "customer"),
        ("../../etc", "etc"),
        ("<script>", "script"),
        ("---", "customer"),
        ("x" * 120, "x" * (SLUG_LENGTH - 10)),
    ],
)
def test_a_name_becomes_an_address(name, slug):
    assert slug_base(name) == slug


def test_a_taken_address_gets_a_number():
    assert free_slug("Halvorsen", set()) == "halvorsen"
    assert free_slug("Halvorsen", {"halvorsen", "halvorsen-2"}) == "halvorsen-3"
