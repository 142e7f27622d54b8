"""The steps that wait for the customer, and the page of closing: axe finds nothing, light and dark, wide and narrow."""

from datetime import timedelta

import pytest

from ground.money.amounts import Money
from incidents.promises import make_promise
from recovery.refunding import set_refund
from recovery.understanding import Letter, Seen, tell_sentence, tell_summary
from tests import make_cases, make_steps
from tests.journeys.test_story_one import all_but_closed
from tests.servers.chromium import assert_accessible_everywhere

pytestmark = [pytest.mark.doors, pytest.mark.journey, pytest.mark.django_db(transaction=True)]
HOUR = timedelta(hours=1)


def told(house, *, up_to: int):
    """Told yesterday; the steps before are done."""
    case = make_cases.told(house.halvorsen, now=house.now() - 24 * HOUR, next_at=house.now() + 5 * HOUR)
    return make_steps.finished(case, up_to=up_to, by=house.cast.john, now=house.now())


def letter(house):
    return Letter(contacts=[house.halvorsen.contacts.get(speaks=True)], next_at=house.now() + 24 * HOUR)


def waiting_for_a_yes(house):
    case, by, now = told(house, up_to=3), house.cast.john, house.now()
    tell_summary(case, words=make_steps.SUMMARY, seen=Seen(), letter=letter(house), by=by, now=now)
    return case, "step/4"


def waiting_for_the_sentence(house):
    case, by, now = told(house, up_to=5), house.cast.john, house.now()
    fields = {"sentence": make_steps.SENTENCE, "happened_cause": "price_table"}
    tell_sentence(case, fields=fields, seen=Seen(), letter=letter(house), by=by, now=now)
    return case, "step/6"


def said_and_listening(house):
    case = told(house, up_to=6)
    make_steps.apologised(case, by=house.cast.john, now=house.now())
    return case, "step/7"


def much_to_do(house):
    case, by, now = told(house, up_to=7), house.cast.john, house.now()
    make_steps.frame(case, by=by, now=now)
    make_steps.remedy(case, by=by, now=now)
    make_steps.prevention(case, by=by, now=now, against="no_check")
    set_refund(case, amount=Money.of("21317.35", "USD"), words="44 invoices", by=by, now=now)
    make_promise(case, text="Call", how="spoken", due_at=now + HOUR, due_zone=by.zone, by=by, now=now)
    return case, "step/8"


def may_be_closed(house):
    return all_but_closed(house, value=8), "close"


def below_the_line(house):
    return all_but_closed(house, value=6), "close"


STANDS = [waiting_for_a_yes, waiting_for_the_sentence, said_and_listening, much_to_do, may_be_closed, below_the_line]


@pytest.mark.parametrize("stand", STANDS)
def test_it_is_accessible_light_and_dark_wide_and_narrow(house, stand):
    case, end = stand(house)
    page = house.page_of(house.cast.john)
    page.goto(f"{house.url}/i/{case.reference}/{end}")
    page.evaluate("document.querySelectorAll('main details').forEach(folded => { folded.open = true })")
    assert_accessible_everywhere(page)
    assert house.errors == []
