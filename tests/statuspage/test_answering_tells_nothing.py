"""A canary in every text we keep about a case: none is read on the pages where customers answer, nor in a receipt."""

import io
import logging
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from ground.history.models import Entry
from ground.outbox.models import Letter
from incidents.choices import Question, Told, Via
from incidents.models import (
    Account,
    Answer,
    Apology,
    Dispute,
    Fact,
    Feeling,
    Frame,
    Incident,
    Preparation,
    Prevention,
    Remedy,
    Summary,
    Unknown,
)
from recovery.answers import Part, Sent, take_answer
from tests import make
from tests.updates import told
from tests.updates.letters_made import as_received, html, plain
from trustrepair.log import logging_settings
from updates.links import link_for, token_of
from updates.models import Note, Update

NOW = make.NOW
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.django_db

READ_BY_THEM = {
    ("accounts", "House", "name"), ("accounts", "House", "sender"),
    ("accounts", "House", "accent"), ("accounts", "House", "signature"),
    ("accounts", "Person", "name"), ("accounts", "Person", "email"), ("accounts", "Person", "phone"),
    ("customers", "Customer", "name"), ("customers", "Contact", "name"), ("customers", "Contact", "email"),
    ("incidents", "Incident", "subject"), ("incidents", "Promise", "text"),
    ("updates", "Update", "heading"), ("updates", "Update", "body"),
}  # fmt: skip
"""Names, and words that were told."""
ROOMS = ("accounts", "customers", "incidents", "trust", "updates", "refunds", "decisions", "files")
WORDS = (models.CharField, models.TextField)
MEANT = ("zone", "language", "locale", "currency", "password", "digest", "kind", "code", "rung", "slug", "form_key")


@pytest.fixture
def story(cast, monkeypatch):
    for name in ("views", "answer_views"):
        monkeypatch.setattr(f"statuspage.{name}.now", lambda: NOW)
    story = told.story(cast)
    incident, john = story.incident, cast.john
    told.tell(incident, [story.ingrid], at=NOW - HOUR, next_at=NOW + told.NEXT, heading="More news")
    known = {"incident": incident, "by": john, "at": NOW}
    Preparation.objects.create(**known)
    for side, contact in (("ours", None), ("theirs", story.ingrid)):
        Account.objects.create(**known, side=side, contact=contact, text="x")
    Fact.objects.create(**known, happened_on=NOW.date(), text="x", source="x")
    Unknown.objects.create(**known, text="x")
    Feeling.objects.create(**known, contact=story.tomas, observed_on=NOW.date(), emotion="angry", strength=5)
    Dispute.objects.create(**known, theirs="x", ours="x", matters="x")
    Frame.objects.create(**known, sentence="x")
    Apology.objects.create(**known, text="x", said_by=john)
    for task in (Remedy, Prevention):
        task.objects.create(**known, text="x", owner=john, due_on=NOW.date())
    Summary.objects.create(**known, text="x")
    Note.objects.create(incident=incident, text="x", by=john, at=NOW)
    of_tomas = {"contact": story.tomas, "question": Question.QUESTION, "verdict": "words", "via": Via.PAGE}
    Answer.objects.create(incident=incident, words="x", said_at=NOW, recorded_at=NOW, **of_tomas)
    return story


def plant() -> int:
    """Write the canary into every text of every row that is not meant for them; in how many columns."""
    planted = 0
    for model in apps.get_models():
        label, name = model._meta.app_label, model._meta.object_name
        for field in model._meta.concrete_fields if label in ROOMS else ():
            internal = isinstance(field, WORDS) and not field.choices and not field.unique and not field.is_relation
            if internal and (label, name, field.name) not in READ_BY_THEM and not field.name.endswith(MEANT):
                canary = f"CANARY {name}.{field.name}"[: field.max_length]
                planted += write_everywhere(model._base_manager, field.name, canary)
    return planted


def write_everywhere(rows, name, canary) -> bool:
    """Into every row; where a constraint leaves it empty in some, into those that have a word there."""
    try:
        with transaction.atomic():
            return bool(rows.update(**{name: canary}))
    except IntegrityError:
        return bool(rows.exclude(**{name: ""}).update(**{name: canary}))


def test_no_page_of_theirs_and_no_receipt_holds_a_canary(story, client):
    link = link_for(story.incident, story.ingrid, now=NOW)
    sent = Sent("Ingrid", "one", (Part(Question.TRUST, number=8), Part(Question.QUESTION, words="Who checked it?")))
    first = take_answer(link, sent=sent, now=NOW)[0]
    Incident.objects.update(step_now=8)
    mine = [(answer.pk, answer.words) for answer in Answer.objects.filter(contact=story.ingrid)]
    assert plant() >= 30
    for pk, words in mine:
        Answer.objects.filter(pk=pk).update(words=words, said_name="Ingrid")
    here = f"/s/{token_of(link)}"
    pages = [here, f"{here}?sent={first.pk}", f"{here}/call", f"{here}/five", f"{here}/answers/{first.pk}/take-back"]
    seen = [client.get(page).content.decode() for page in pages]
    wrong = {"act": "ask", "name": "", "question": ""}
    seen.append(client.post(here, wrong).content.decode())
    assert "More news" in seen[0]
    assert "Five" in seen[0] or "five" in seen[0]
    take_answer(link, sent=Sent("Ingrid", "two", (Part(Question.QUESTION, words="And now?"),)), now=NOW)
    seen += [as_text(letter) for letter in Letter.objects.filter(key__startswith="receipt:")]
    found = {word for text in seen for word in text.split("CANARY")[1:]}
    assert not found, {word[:40] for word in found}


def as_text(letter):
    read = as_received(message_from_bytes(bytes(letter.raw), policy=default))
    return f"{read.items()} {plain(read)} {html(read)}"


def test_a_told_summary_and_sentence_are_read_and_nothing_beside_them(story, client):
    letter = Update.objects.told().last()
    told_now = {"told_by": Told.UPDATE, "told_id": letter.pk, "told_to": story.ingrid, "told_at": letter.sent_at}
    plant()
    Summary.objects.update(text="We charged too much.", **told_now)
    Frame.objects.update(sentence="Nobody compared the price.", **told_now)
    page = client.get(f"/s/{token_of(link_for(story.incident, story.ingrid, now=NOW))}").content.decode()
    assert "We charged too much." in page
    assert "Nobody compared the price." in page
    assert "CANARY" not in page


@pytest.fixture
def log():
    """Everything that our log would hold, written by our own formatter."""
    formatter = logging_settings(as_json=True)["formatters"]["line"].copy()
    made, stream = formatter.pop("()")(**formatter), io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(made)
    logging.getLogger().addHandler(handler)
    yield stream.getvalue
    logging.getLogger().removeHandler(handler)


def test_a_token_is_in_no_log(story, client, log):
    token = token_of(link_for(story.incident, story.ingrid, now=NOW))
    fields = {"act": "ask", "name": "Ingrid", "question": "Who?", "key": "k" * 24}
    sent = client.post(f"/s/{token}", fields)
    for page in (sent["Location"], f"/s/{token}/call", f"/s/{token}/answers/1/take-back", f"/s/{token}/nothing"):
        answer = client.get(page)
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store, private"
    assert token not in log()
    assert "POST /s/[token]" in log()
    assert not [entry for entry in Entry.objects.all() if token in f"{entry.facts} {entry.text}"]
