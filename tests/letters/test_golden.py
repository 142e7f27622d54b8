"""Every kind of letter in every language, as it goes on the wire, kept as a file a person can open and read.

After a change of words or looks: GOLDEN=write pytest tests/letters/test_golden.py, then read what changed.
"""

import os
from pathlib import Path

import pytest

from tests import make

from .catalogue import BY_NAME, LANGUAGES, as_sent, made

GOLDEN = Path(__file__).parent / "golden"
WRITE = os.environ.get("GOLDEN") == "write"

pytestmark = [pytest.mark.django_db, pytest.mark.doors]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_is_as_it_was_read_and_approved(language):
    make.house()
    different = []
    for kind in BY_NAME:
        file, raw = GOLDEN / language / f"{kind}.eml", as_sent(made(kind, language))
        if WRITE:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(raw)
        if not file.exists() or file.read_bytes() != raw:
            different.append(kind)
    assert different == [], "GOLDEN=write pytest tests/letters/test_golden.py, then read what changed"


def test_no_file_is_left_of_a_letter_that_is_gone():
    kept = {f"{file.parent.name}/{file.stem}" for file in GOLDEN.rglob("*.eml")}
    assert kept == {f"{language}/{kind}" for language in LANGUAGES for kind in BY_NAME}
