"""Customers are added and changed by those who may, and the history says what changed."""

from dataclasses import replace

import pytest

from customers.assigning import account_managers_for, deputies_for
from customers.keeping import About, KeepingRefused, add_customer, change_customer
from customers.models import Customer
from ground.history.models import Entry
from tests import make

NOW = make.NOW


def about(john, **fields):
    known = {"name": "Halvorsen Marine Supply", "zone": make.ZONE, "language": "en", "currency": "USD"}
    return About(**{**known, "account_manager": john, **fields})


def test_an_account_manager_adds_a_customer_of_their_own(john):
    made = add_customer(about=about(john, reference="40017"), by=john, now=NOW)

    assert (made.slug, made.team, made.reference) == ("halvorsen-marine-supply", john.team, "40017")
    assert list(Customer.objects.visible_to(john)) == [made]
    entry = Entry.objects.about("customer", made.pk).get()
    assert (entry.what, entry.by_id, entry.text) == ("customer.added", john.pk, "Halvorsen Marine Supply")


def test_an_account_manager_cannot_give_a_customer_to_somebody_else(john, priya):
    with pytest.raises(KeepingRefused, match="You cannot give a customer to Priya Nair") as refused:
        add_customer(about=about(priya), by=john, now=NOW)
    assert refused.value.field == "account_manager"
    assert not Customer.objects.exists()


def test_a_manager_adds_for_their_teams_and_an_administrator_for_all(cast):
    assert set(account_managers_for(cast.dana)) == {cast.john, cast.dana}
    assert set(account_managers_for(cast.top)) == {cast.john, cast.dana, cast.priya, cast.tomas, cast.top}
    assert cast.priya in account_managers_for(cast.administrator)
    assert list(account_managers_for(cast.john)) == [cast.john]
    for nobody in (cast.finance, cast.auditor, make.person(role="colleague")):
        assert not account_managers_for(nobody).exists()
        assert not deputies_for(nobody).exists()


def test_a_deputy_comes_from_the_own_team_and_is_somebody_else(cast):
    assert set(deputies_for(cast.john)) == {cast.john, cast.dana}
    with pytest.raises(KeepingRefused, match="somebody else"):
        add_customer(about=about(cast.john, deputy=cast.john), by=cast.john, now=NOW)


@pytest.mark.parametrize("name", ["halvorsen marine  SUPPLY", "Hаlvorsen Marine Supply"])
def test_a_name_that_looks_like_an_existing_one_is_refused(name, john, priya):
    make.customer("Halvorsen Marine Supply", account_manager=priya)
    with pytest.raises(KeepingRefused, match="Halvorsen Marine Supply is here already, with Priya Nair"):
        add_customer(about=about(john, name=name), by=john, now=NOW)


def test_a_number_that_another_customer_has_is_refused(john):
    make.customer("Bayside", account_manager=john, reference="A-17")
    with pytest.raises(KeepingRefused, match="Another customer has this number"):
        add_customer(about=about(john, reference="a-17"), by=john, now=NOW)


def test_names_with_the_same_address_get_pages_of_their_own(john):
    slugs = [add_customer(about=about(john, name=name), by=john, now=NOW).slug for name in ("Müller", "Muller", "!!")]
    assert slugs == ["muller", "muller-2", "customer"]


def test_a_change_is_recorded_with_old_and_new_words(john):
    made = add_customer(about=about(john), by=john, now=NOW)
    changed = change_customer(made, about=about(john, name="Halvorsen Marine", currency="EUR"), by=john, now=NOW)

    assert (changed.name, changed.currency, changed.slug) == ("Halvorsen Marine", "EUR", "halvorsen-marine-supply")
    entry = Entry.objects.about("customer", made.pk).last()
    assert entry.what == "customer.changed"
    assert entry.facts == {"fields": "name,currency"}
    assert "name: Halvorsen Marine Supply → Halvorsen Marine" in entry.text


def test_changing_nothing_writes_nothing(john):
    made = add_customer(about=about(john), by=john, now=NOW)
    change_customer(made, about=about(john), by=john, now=NOW)
    assert Entry.objects.about("customer", made.pk).count() == 1


def test_a_manager_gives_a_customer_to_a_colleague_and_the_team_follows(cast):
    made = add_customer(about=about(cast.john), by=cast.john, now=NOW)
    moved = change_customer(made, about=about(cast.priya), by=cast.top, now=NOW)
    assert (moved.account_manager, moved.team) == (cast.priya, cast.priya.team)
    assert not Customer.objects.visible_to(cast.john).exists()


def test_a_deputy_may_change_a_customer_without_taking_it(cast):
    made = add_customer(about=about(cast.john, deputy=cast.dana), by=cast.john, now=NOW)
    same = replace(about(cast.john, deputy=cast.dana), reference="77")
    assert change_customer(made, about=same, by=cast.dana, now=NOW).reference == "77"
