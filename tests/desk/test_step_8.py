"""Step 8: remedies and preventions with owners and dates, the refund, the promises; the finish names what is open."""

from datetime import timedelta

import pytest

from ground.money.amounts import Money
from ground.worktime.now import now as the_time
from incidents.choices import Cause
from incidents.models import Prevention, Remedy
from incidents.promises import keep_promise, make_promise
from recovery.refunding import set_refund
from tests import make_cases, make_steps
from tests.desk.walk import Walker, fields_of, words

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def now():
    return the_time()


@pytest.fixture
def case(john, now):
    told = make_cases.told(make_cases.halvorsen(john), now=now - 24 * HOUR, next_at=now + 5 * HOUR)
    return make_steps.finished(told, up_to=7, by=john, now=now)


@pytest.fixture
def walker(client, john, case):
    client.force_login(john)
    return Walker(client, case)


def remedy(owner, now, **changes):
    on = (now + timedelta(days=3)).date().isoformat()
    return {"remedy-text": "Corrected price list", "remedy-owner": owner.pk, "remedy-due_on": on, **changes}


def prevention(owner, now, **changes):
    on = (now + timedelta(days=9)).date().isoformat()
    fields = {"prevention-text": "Two people compare", "prevention-owner": owner.pk, "prevention-due_on": on}
    return {**fields, **changes}


def test_a_remedy_has_an_owner_and_a_date(walker, john, dana, now):
    assert "it is a wish" in words(walker.press(8, "remedy", **{"remedy-text": "Corrected price list"}))
    page = walker.press(8, "remedy", **remedy(dana, now))
    assert "Corrected price list" in words(page)
    assert Remedy.objects.get().owner == dana


def test_nobody_of_another_team_is_given_one(walker, priya, now):
    assert "Choose one from the list." in words(walker.press(8, "remedy", **remedy(priya, now)))
    assert not Remedy.objects.exists()


def test_it_is_marked_done_on_its_row(walker, john, case, now):
    row = make_steps.remedy(case, by=john, now=now)
    page = walker.at(8, change=f"remedy_done-{row.pk}")
    walker.press(8, "remedy_done", page=page, **{"remedy_done-done_words": "Sent on Monday"})
    row.refresh_from_db()
    assert (row.done_at is not None, row.done_words) == (True, "Sent on Monday")


def test_it_is_changed_and_taken_out_with_a_reason(walker, john, case, now):
    row = make_steps.remedy(case, by=john, now=now)
    page = walker.at(8, change=f"remedy-{row.pk}")
    walker.press(8, "remedy", page=page, **{"remedy-text": "A signed price list"})
    newer = Remedy.objects.current().get()
    assert newer.text == "A signed price list"
    page = walker.at(8, change=f"remedy-{newer.pk}")
    walker.press(8, "remedy.out", page=page, **{"remedy-why": "Not wanted"})
    assert not Remedy.objects.current().exists()


def test_each_cause_of_step_6_asks_for_a_prevention(walker, john, case, now):
    make_steps.frame(case, by=john, now=now, happened_words="No second person", unnoticed_cause=Cause.HUMAN_ERROR)
    assert "Nothing is done yet against “No second person”." in words(walker.at(8))
    page = walker.press(8, "prevention", **prevention(john, now), **{"prevention-against": Cause.PRICE_TABLE.value})
    assert "Nothing is done yet against" not in words(page)
    assert "answers “why it happened”" in words(page)
    assert Prevention.objects.get().against == Cause.PRICE_TABLE


def test_the_finish_names_each_open_thing(walker, john, case, now):
    make_steps.remedy(case, by=john, now=now)
    set_refund(case, amount=Money.of("120.00", "USD"), words="Counted", by=john, now=now)
    when = {"due_at": now + 5 * HOUR, "due_zone": case.customer.zone}
    make_promise(case, text="Call on Friday", how="spoken", by=john, now=now, **when)
    page = words(walker.press(8, "finish"))
    for open_ in ("“Corrected price list, signed” is done", "$120.00 to go", "“Call on Friday” is settled", "recorded"):
        assert open_ in page
    assert f"/i/{case.reference}/promise/" in page
    assert "Closing also needs trust at 7 or more in the words of Ingrid." in page


def test_it_is_finished_when_all_is_done(walker, john, case, now):
    make_steps.remedy(case, by=john, now=now, done_at=now)
    make_steps.prevention(case, by=john, now=now)
    assert "Step 8 is finished." in words(walker.press(8, "finish"))


def test_a_prevention_is_marked_done_after_the_step_without_a_reason(walker, john, case, now):
    row = make_steps.prevention(case, by=john, now=now)
    make_steps.finished(case, up_to=8, by=john, now=now)
    page = walker.at(8, change=f"prevention_done-{row.pk}")
    walker.press(8, "prevention_done", page=page)
    assert Prevention.objects.get().done_at is not None


def test_an_untouched_form_is_nothing_to_save(walker, john, case, now):
    page = walker.at(8)
    assert fields_of(page)["remedy-owner"] == str(john.pk)
    assert "remedy-text" in fields_of(walker.press(8, "finish", page=page))
    assert not Remedy.objects.exists()


def test_what_to_do_next_is_named_until_everything_is_there(walker, john, case, now):
    """The solid button: a remedy, what keeps it away, the promise, the remedy again, the finish, and then closing."""
    assert 'value="remedy">Add a remedy' in words(walker.at(8))
    walker.press(8, "remedy", **remedy(john, now))
    assert 'value="prevention">Add what keeps it from happening again' in words(walker.at(8))
    walker.press(8, "prevention", **prevention(john, now))
    when = {"due_at": now + 48 * HOUR, "due_zone": case.customer.zone}
    promise = make_promise(case, text="Call on Friday", how="spoken", by=john, now=now, **when)
    assert f'href="/i/{case.reference}/promise/{promise.pk}">Settle “Call on Friday”' in words(walker.at(8))
    keep_promise(promise, by=john, now=now)
    assert "Mark “Corrected price list” as done" in words(walker.at(8))
    walker.press(8, "remedy_done", page=walker.at(8, change=f"remedy_done-{Remedy.objects.get().pk}"))
    page = words(walker.at(8))
    for there in ("Every remedy is done", "Nothing is owed", "No promise is open but the next update"):
        assert there in page
    walker.press(8, "finish")
    assert f'class="btn btn-primary" href="/i/{case.reference}/close">See what closing needs' in words(walker.at(8))


def test_a_day_of_another_year_says_which(walker, john, case, now):
    walker.press(8, "remedy", **remedy(john, now, **{"remedy-due_on": "2031-01-15"}))
    assert "Due 15 Jan 2031" in words(walker.at(8))
