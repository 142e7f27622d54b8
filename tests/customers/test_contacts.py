"""People at the customer: exactly one speaks, a new address starts clean, who left hears nothing."""

from dataclasses import asdict, replace

import pytest

from customers.keeping import AboutContact, KeepingRefused, add_contact, change_contact, contact_left
from customers.models import Contact
from ground.history.models import Entry
from tests import make

NOW = make.NOW
INGRID = AboutContact(name="Ingrid Halvorsen", email="ingrid@halvorsen.example", role="Owner", prefers_call=True)
TOMAS = AboutContact(name="Tomas Reed", email="tomas@halvorsen.example")


@pytest.fixture
def halvorsen(john):
    return make.customer("Halvorsen Marine Supply", account_manager=john)


def speakers(customer):
    return [contact.name for contact in customer.contacts.here().filter(speaks=True)]


def test_the_first_contact_speaks_for_the_customer(halvorsen, john):
    ingrid = add_contact(halvorsen, about=INGRID, by=john, now=NOW)
    add_contact(halvorsen, about=TOMAS, by=john, now=NOW)

    assert {**asdict(INGRID), "speaks": True}.items() <= vars(ingrid).items()
    assert speakers(halvorsen) == ["Ingrid Halvorsen"]
    assert [e.what for e in Entry.objects.about("customer", halvorsen.pk)] == ["contact.added", "contact.added"]


def test_naming_another_speaker_moves_it(halvorsen, john):
    add_contact(halvorsen, about=INGRID, by=john, now=NOW)
    tomas = add_contact(halvorsen, about=replace(TOMAS, speaks=True), by=john, now=NOW)
    assert speakers(halvorsen) == ["Tomas Reed"]
    ingrid = halvorsen.contacts.get(name="Ingrid Halvorsen")
    change_contact(ingrid, about=replace(INGRID, speaks=True), by=john, now=NOW)
    assert speakers(halvorsen) == ["Ingrid Halvorsen"]
    tomas.refresh_from_db()
    assert not tomas.speaks


def test_the_one_who_speaks_cannot_be_unset_while_others_are_there(halvorsen, john):
    ingrid = add_contact(halvorsen, about=INGRID, by=john, now=NOW)
    add_contact(halvorsen, about=TOMAS, by=john, now=NOW)
    with pytest.raises(KeepingRefused, match="Somebody has to speak for them"):
        change_contact(ingrid, about=INGRID, by=john, now=NOW)


def test_a_new_address_is_no_longer_marked_as_bouncing(halvorsen, john):
    tomas = add_contact(halvorsen, about=TOMAS, by=john, now=NOW)
    Contact.objects.filter(pk=tomas.pk).update(bounced_at=NOW, bounce_reason="mailbox full")
    same = change_contact(tomas, about=replace(TOMAS, speaks=True, role="Accounts"), by=john, now=NOW)
    assert same.bounced_at == NOW
    moved = change_contact(tomas, about=replace(TOMAS, speaks=True, email="tr@halvorsen.example"), by=john, now=NOW)
    assert (moved.bounced_at, moved.bounce_reason) == (None, "")


def test_two_people_of_one_customer_do_not_share_an_address(halvorsen, john):
    add_contact(halvorsen, about=INGRID, by=john, now=NOW)
    with pytest.raises(KeepingRefused, match="Ingrid Halvorsen has this address already"):
        add_contact(halvorsen, about=replace(TOMAS, email="INGRID@halvorsen.example"), by=john, now=NOW)


def test_who_left_speaks_no_more_and_hears_nothing(halvorsen, john):
    ingrid = add_contact(halvorsen, about=INGRID, by=john, now=NOW)
    add_contact(halvorsen, about=TOMAS, by=john, now=NOW)
    contact_left(ingrid, by=john, now=NOW)

    assert speakers(halvorsen) == ["Tomas Reed"]
    assert [contact.name for contact in halvorsen.contacts.told()] == ["Tomas Reed"]
    with pytest.raises(KeepingRefused, match="has already left"):
        contact_left(ingrid, by=john, now=NOW)


def test_the_address_of_who_left_is_free_again(halvorsen, john):
    contact_left(add_contact(halvorsen, about=INGRID, by=john, now=NOW), by=john, now=NOW)
    again = add_contact(halvorsen, about=INGRID, by=john, now=NOW)
    assert again.speaks
