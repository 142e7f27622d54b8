"""Columns are recognised by what people call them, in six languages."""

import pytest

from customers.headings import columns_of, plain, recognise


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Company", "name"),
        ("FIRMA", "name"),
        ("Raison sociale", "name"),
        ("cust_no", "reference"),
        ("Kundennr.", "reference"),
        ("E-Mail-Adresse", "email"),
        ("Währung", "currency"),
        ("Prénom", "first_name"),
        ("Nachname", "last_name"),
        ("Ansprechpartner", "contact"),
        ("Ansprechpartner 2", "contact_2"),
        ("Contact 2 e-mail", "email_2"),
        ("contact 3 name", "contact_3"),
        ("Email 1", "email"),
        ("Betreuer", "account_manager"),
        ("Zeitzone", "zone"),
        ("turnover", ""),
        ("=1+1", ""),
        ("x" * 10_000, ""),
    ],
)
def test_a_heading_is_what_people_mean_by_it(heading, field):
    assert recognise([heading]) == {0: field}


def test_the_first_of_two_columns_that_look_alike_is_taken():
    assert recognise(["Company", "Firma", "Email"]) == {0: "name", 1: "", 2: "email"}
    assert columns_of({0: "name", 1: "", 2: "email"}) == {"name": 0, "email": 2}


def test_plain_words_have_no_accents_and_no_marks():
    assert plain("  Straße_Nr. (Größe)") == "strasse nr grosse"
