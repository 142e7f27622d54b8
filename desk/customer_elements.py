"""How the people at a customer see us: the five elements as they last answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trust.models import ELEMENTS, ElementsAnswer
from updates.clock_words import day_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo

    from customers.models import Contact, Customer

NAMES = {
    "dependability": gettext_lazy("Dependable"),
    "competence": gettext_lazy("Competent"),
    "empathy": gettext_lazy("Understanding"),
    "truth": gettext_lazy("Truthful"),
    "rapport": gettext_lazy("Easy to deal with"),
}
MEANINGS = {
    "dependability": gettext_lazy("We do what we say, when we say it."),
    "competence": gettext_lazy("We know what we are doing."),
    "empathy": gettext_lazy("We see it from their side."),
    "truth": gettext_lazy("We tell them the whole of it, also when it is against us."),
    "rapport": gettext_lazy("They can pick up the phone and say what they think."),
}
ANSWERS_SHOWN = 3


def latest_elements(
    customer: Customer, people: Mapping[int, Contact], now: datetime, zone: tzinfo
) -> list[dict[str, Any]]:
    """The newest answers, one a person: who, when, each number that was given, their words."""
    found = ElementsAnswer.objects.filter(contact__customer=customer).order_by("-said_at", "-pk")[: 3 * ANSWERS_SHOWN]
    newest: dict[int, ElementsAnswer] = {}
    for answer in found:
        newest.setdefault(answer.contact_id, answer)
    return [_shown(answer, people, now, zone) for answer in list(newest.values())[:ANSWERS_SHOWN]]


def _shown(answer: ElementsAnswer, people: Mapping[int, Contact], now: datetime, zone: tzinfo) -> dict[str, Any]:
    name = people[answer.contact_id].greeting_name if answer.contact_id in people else _("Somebody there")
    scores = ((str(NAMES[element]), getattr(answer, element)) for element in ELEMENTS)
    return {
        "who": f"{name}, {day_words(answer.said_at, now, zone)}",
        "scores": [(label, value if value is not None else "–") for label, value in scores],
        "words": answer.words,
    }
