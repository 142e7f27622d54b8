"""How a question is put to the customer, what yes and no say, and where on their page they answer it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from .choices import Question

FIRST_FORM = "answer"
"""The place of whatever their page asks first; a number for trust is asked there."""


@dataclass(frozen=True)
class AskedWords:
    """Each a text that is translated when it is read. `place` is the form on the private page."""

    ask: Any
    yes: Any = ""
    no: Any = ""
    place: str = FIRST_FORM


_RIGHT = AskedWords(
    ask=_("Did we get this right?"),
    yes=_("Yes, that is what happened"),
    no=_("No, let me correct you"),
    place="right",
)
ASKED: dict[str, AskedWords] = {
    Question.SUMMARY: _RIGHT,
    Question.CORRECTION: _RIGHT,
    Question.SENTENCE: AskedWords(
        ask=_("Is this what it comes down to?"),
        yes=_("Yes, that says it"),
        no=_("No, I would say it differently"),
        place="sentence",
    ),
    Question.RESOLUTION: AskedWords(
        ask=_("Is it settled for you?"),
        yes=_("Yes, it is settled"),
        no=_("No, it is not settled"),
        place="settled",
    ),
    Question.CHECK_IN: AskedWords(
        ask=_("How is it now?"), yes=_("It is still settled"), no=_("It is not settled"), place="now"
    ),
    Question.TRUST: AskedWords(ask=_("How much do you trust us right now?")),
}
