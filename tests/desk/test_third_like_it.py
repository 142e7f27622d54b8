"""The third mistake of one kind in the same words in 60 days: the answer to logging it asks who else was touched."""

from datetime import timedelta

import pytest

from ground.worktime.now import now as real_now
from incidents.alike import same_words
from tests import make, make_cases

pytestmark = pytest.mark.django_db
WORDS = "Look who else it touched"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Freight handling overcharged since March 2023", "Freight handling overcharged since May 2024", True),
        ("Freight handling overcharged", "FREIGHT HANDLING billed twice", True),
        ("Frachtkosten zu teuer berechnet", "Frachtkosten im Mai zu teuer berechnet", True),
        ("Freight billed twice", "Pallet wrap billed twice in October", True),
        ("Freight handling overcharged", "Pallet wrap overcharged", False),
        ("Wrong", "Wrong", False),
        ("", "", False),
    ],
)
def test_titles_are_alike_by_their_words(one, other, same):
    assert same_words(one, other) == same_words(other, one) == same


def log(client, customer, **fields):
    typed = {"customer": customer.name, "kind": "overcharge", "noticed": "us", "act": "later", "severity": "high"}
    words = {"what": "Freight handling was overcharged in May."}
    return client.post("/log", typed | words | fields, follow=True).content.decode()


def test_the_third_asks_and_others_do_not(client, cast):
    customers = [make.customer(f"Buyer {n}", account_manager=cast.john) for n in range(5)]
    instant = real_now()
    make_cases.untold(customers[0], now=instant - timedelta(days=61))
    make_cases.untold(make.customer("Kitano", account_manager=cast.priya), now=instant - timedelta(days=2))
    make_cases.untold(customers[1], now=instant - timedelta(days=2))
    client.force_login(cast.john)
    assert WORDS not in log(client, customers[2]), "the first is too long ago, one is not John's to know of"
    assert WORDS not in log(client, customers[3], kind="outage")
    page = log(client, customers[4])
    assert WORDS in page and "This is number 3 like it in 60 days." in page and '/who-else">' in page
