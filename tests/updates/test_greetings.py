"""A letter greets its reader once, as one does in their language; not at all where its author already has."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from tests.updates.letters_made import contact, words
from updates.words import named, preview

GREETED = [
    "Dear Ingrid,",
    "Hello Ingrid",
    "Good morning Ms Halvorsen,",
    "Sehr geehrte Frau Halvorsen,",
    "Sehr geehrter Herr Reed,",
    "Guten Tag Frau Halvorsen,",
    "Liebe Ingrid,",
    "Lieber Tomas,",
    "Moin Ingrid",
    "Bonjour Madame Halvorsen,",
    "Cher Monsieur Reed,",
    "Chère Ingrid,",
    "Estimada señora Halvorsen:",
    "Buenos días, Ingrid:",
    "Beste Ingrid,",
    "Geachte mevrouw Halvorsen,",
    "Goedemorgen Ingrid,",
    "ハルヴォルセン様",
]
NOT_GREETED = [
    "We charged you too much.",
    "Hello again, and I am sorry.",
    "Liebenswert war das nicht von uns",
    "Wir haben Ihnen zu viel berechnet.",
    "Cherchons ensemble ce qui a manqué.",
    "Nous vous avons facturé trop.",
    "お客様に多く請求しました。",
]


def greeting(body: str = "", **who: str) -> str:
    return preview(words(body=body or "We charged you too much."), contact(**who)).greeting


@pytest.mark.parametrize("first_line", GREETED)
def test_who_is_greeted_already_is_not_greeted_twice(first_line: str) -> None:
    assert greeting(f"{first_line}\n\nWe charged you too much.") == ""


@pytest.mark.parametrize("first_line", NOT_GREETED)
def test_a_first_sentence_is_no_greeting(first_line: str) -> None:
    assert greeting(f"{first_line}\n\nMore of it.") == "Dear Ingrid,"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Dear Ingrid,"),
        ("de", "Guten Tag Ingrid Halvorsen,"),
        ("fr", "Bonjour Ingrid Halvorsen,"),
        ("es", "Hola, Ingrid Halvorsen:"),
        ("nl", "Beste Ingrid Halvorsen,"),
        ("ja", "Ingrid Halvorsen 様"),
    ],
)
def test_where_a_first_name_would_be_too_near_the_whole_name_is_said(language: str, said: str) -> None:
    assert greeting(language=language) == said


@pytest.mark.parametrize(("language", "said"), [("en", "accounts payable"), ("de", "Accounts payable")])
def test_a_role_keeps_its_capital_where_nouns_have_one(language: str, said: str) -> None:
    with override(language):
        assert named(contact(name="Tomas Reed", role="Accounts payable")) == f"Tomas Reed, {said}"
