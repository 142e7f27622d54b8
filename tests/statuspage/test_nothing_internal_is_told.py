"""A canary in every field of every row around an incident: none of ours is ever seen on a page or in a letter."""

from datetime import timedelta

import pytest
from django.db import models

from customers.models import Contact, Customer, NeverAgain
from customers.never_again import add_never_again, remove_never_again
from ground.accounts.models import House, Person, Team
from ground.outbox.models import Letter
from incidents.choices import How, PromiseKind
from incidents.models import Containment, Incident, Promise, Step
from tests import make
from tests.updates import told
from tests.updates.letters_made import as_received, html, plain
from trust.elements import record_elements
from trust.models import ElementsAnswer, Reading, SelfCheck
from trust.self_check import keep_self_check
from updates.letters import copy_to_me, new_link_letter, update_letter, words_of
from updates.links import address_of, link_for, token_of
from updates.models import Conversation, Draft, Link, Note, Nudge, Recipient, Update
from updates.page import page_for

TOLD = {
    # What a customer may read: names of people and companies, and the words that were told.
    (House, "name"), (House, "sender"), (House, "accent"), (House, "signature"),
    (Customer, "name"), (Contact, "name"), (Contact, "email"), (Contact, "role"),
    (Person, "name"), (Person, "email"), (Person, "phone"),
    (Incident, "subject"),
    (Update, "heading"), (Update, "body"),
}  # fmt: skip
WORDS = (models.CharField, models.TextField, models.EmailField, models.SlugField)
MODELS = (
    House, Team, Person, Customer, Contact, Incident, Step, Containment, Promise, Reading,
    NeverAgain, ElementsAnswer, SelfCheck,
    Update, Recipient, Conversation, Draft, Note, Nudge, Link,
)  # fmt: skip


def internal_fields(model: type[models.Model]) -> list[models.Field]:
    """Free text of a model that is not told: no choices, no codes, no zone or language that a page must read."""
    meant = ("zone", "language", "locale", "currency", "password", "digest", "kind", "code", "rung", "slug")
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, WORDS)
        and not field.choices
        and (model, field.name) not in TOLD
        and not field.unique
        and not field.name.endswith(meant)
    ]


@pytest.fixture
def story(cast) -> told.Story:
    """Told twice, talked to, noted, nudged, promised aloud and only expected."""
    story = told.story(cast)
    incident, now = story.incident, make.NOW
    told.tell(incident, [story.ingrid], at=now - timedelta(hours=1), next_at=now + told.NEXT, heading="More news")
    Note.objects.create(incident=incident, text="x", by=cast.john, at=now)
    Draft.objects.get_or_create(incident=incident, author=cast.john, defaults={"saved_at": now})
    Conversation.objects.create(
        incident=incident,
        contact=story.ingrid,
        channel="phone",
        began="us",
        happened_at=now,
        by=cast.john,
        recorded_at=now,
    )
    Nudge.objects.create(promise=incident.promises.last(), rung="half", rank=1, matured_at=now, fires_at=now)
    row = add_never_again(incident.customer, words="x", by=cast.john, now=now)
    remove_never_again(row, reason="x", by=cast.john, now=now)
    record_elements(story.ingrid, {"truth": 3}, now)
    keep_self_check(author=cast.john, customer=incident.customer, scores={"caring": 3}, now=now)
    told.promise(incident, "CANARY expected", now + timedelta(days=1), how=How.INFERRED)
    told.promise(incident, "CANARY void", now + timedelta(days=1), state="void")
    told.promise(incident, "CANARY for Tomas", now + timedelta(days=1), to=story.tomas)
    told.tell(
        incident, [story.tomas], at=now - timedelta(minutes=2), next_at=now + told.NEXT, heading="CANARY alone",
        body="CANARY alone", on_page=False,
    )  # fmt: skip
    return story


def plant() -> int:
    """Write the canary into every internal field of every row; how many fields."""
    planted = 0
    for model in MODELS:
        for field in internal_fields(model):
            model._base_manager.update(**{field.name: f"CANARY {model.__name__}.{field.name}"[: field.max_length]})
            planted += 1
    Promise.objects.filter(kind=PromiseKind.COMMITMENT, how=How.WRITTEN, to=None).update(text="A promise in words")
    return planted


def test_there_is_a_canary_in_every_room():
    assert len([field for model in MODELS for field in internal_fields(model)]) >= 20
    named = {f"{model.__name__}.{field.name}" for model in MODELS for field in internal_fields(model)}
    assert {
        "Incident.title", "Incident.story", "Incident.ending_reason", "Step.note", "Containment.who",
        "NeverAgain.words", "Contact.note", "Contact.bounce_reason", "Promise.settled_why", "Note.text",
        "Draft.body", "Conversation.their_words", "Conversation.our_words", "Nudge.why", "Recipient.words",
    } <= named  # fmt: skip


@pytest.mark.django_db
def test_no_page_and_no_letter_says_what_was_never_told(story, client, monkeypatch):
    monkeypatch.setattr("statuspage.views.now", lambda: make.NOW)
    assert plant() >= 20
    incident = Incident.objects.get(pk=story.incident.pk)
    ingrid = Contact.objects.get(pk=story.ingrid.pk)
    link = link_for(incident, ingrid, now=make.NOW)
    answer = client.get(f"/s/{token_of(link)}")
    assert answer.status_code == 200
    assert "More news" in answer.content.decode()
    seen = [answer.content.decode(), str(page_for(incident, ingrid, now=make.NOW))]
    for update in incident.updates.told_to(ingrid):
        others = ["Tomas Reed"]
        words = words_of(update)
        letter = update_letter(words, contact=ingrid, others=others, link_address=address_of(link), references=[])
        seen += [as_text(letter), as_text(copy_to_me(words, contact=ingrid, others=others))]
    seen.append(as_text(new_link_letter(link, link_address=address_of(link))))
    assert not [text for text in seen if "CANARY" in text]


def as_text(message) -> str:
    read = as_received(message)
    return f"{read.items()} {plain(read)} {html(read)}"


@pytest.mark.django_db
def test_no_letter_that_was_stored_holds_a_word_of_ours(story):
    told_words = ("CANARY alone",)
    for letter in Letter.objects.filter(customer=True):
        raw = bytes(letter.raw).decode()
        for word in told_words:
            raw = raw.replace(word, "")
        assert "Freight handling overcharged" not in raw
        assert "We charged too much." not in raw
        assert "CANARY" not in raw
