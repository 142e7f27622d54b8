"""What a letter asks, and where on their page each answer is given.

The links only open the page: what stands there asks for a press, because scanners of mail follow every link.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from incidents.asked_words import ASKED, FIRST_FORM, AskedWords
from incidents.choices import Question

from .choices import UpdateKind


@dataclass(frozen=True)
class Way:
    """One answer as a letter offers it: the words, and the place on their page where it is given with a press."""

    words: str
    address: str


def question_put(question: str, kind: str) -> str:
    """The one thing a letter asks, in words; nothing where it asks nothing."""
    asked = _asked(question, kind)
    return str(asked.ask) if asked else ""


def ways_to_answer(question: str, kind: str, *, page: str) -> list[Way]:
    """A link for each answer. A letter that asks nothing says where a correction is welcome."""
    asked = _asked(question, kind)
    if asked is None:
        return [_way(page, _("Correct us on your page if something is wrong"), ASKED[Question.CORRECTION].place, "no")]
    if not asked.yes:
        return [_way(page, _("Answer on your page"), FIRST_FORM)]
    return [_way(page, asked.yes, asked.place, "yes"), _way(page, asked.no, asked.place, "no")]


def _asked(question: str, kind: str) -> AskedWords | None:
    """A last letter asks whether it is settled."""
    return ASKED.get(question or (Question.RESOLUTION if kind == UpdateKind.RESOLVED else ""))


def _way(page: str, words: object, place: str, chosen: str = "") -> Way:
    anchor = place if place == FIRST_FORM else f"h-{place}"
    return Way(str(words), f"{page}?{place}={chosen}#{anchor}" if chosen else f"{page}#{anchor}")
