"""How the people at a customer see us: the five elements as they last answered, and words never to say again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, DateField, F, IntegerField, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trust.models import ELEMENTS, ElementsAnswer
from updates.clock_words import day_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

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
ANSWERS_SHOWN, AT_MOST = 3, 200
NEVER_AGAIN, ANSWER = "never", "answer"


@dataclass(frozen=True)
class Saying:
    """Words never to say again, or an answer on the five elements; what the other has is empty."""

    what: str
    pk: int
    words: str
    who: int | None
    at: datetime
    day: date | None
    scores: tuple[int | None, ...]


def sayings_of(customer: Customer) -> list[Saying]:
    """Both kinds in one question to the database, newest first."""
    no_day, no_number = Cast(Value(None), DateField()), Cast(Value(None), IntegerField())
    never = customer.never_again_words.standing().order_by().values_list(
        Value(NEVER_AGAIN, output_field=CharField()), "pk", _words(), "said_by", "added_at", "said_on",
        *([no_number] * len(ELEMENTS)),
    )  # fmt: skip
    answers = ElementsAnswer.objects.filter(contact__customer=customer).order_by().values_list(
        Value(ANSWER, output_field=CharField()), "pk", _words(), "contact", "said_at", no_day, *ELEMENTS
    )  # fmt: skip
    rows = answers.union(never, all=True).order_by("-said_at")[:AT_MOST]
    return [Saying(w, pk, words, who, at, day, tuple(s)) for w, pk, words, who, at, day, *s in rows]


def _words() -> Cast:
    return Cast(F("words"), TextField())


def never_again(
    sayings: Sequence[Saying], people: Mapping[int, Contact], now: datetime, zone: tzinfo
) -> list[dict[str, Any]]:
    """The words never to say again: by whom and when they said so, where that is known."""
    return [
        {"pk": said.pk, "text": said.words, "who": _by(said, people, now, zone)}
        for said in reversed(sayings)
        if said.what == NEVER_AGAIN
    ]


def _by(said: Saying, people: Mapping[int, Contact], now: datetime, zone: tzinfo) -> str:
    speaker = people.get(said.who or 0)
    day = day_words(datetime.combine(said.day, time(12), zone), now, zone) if said.day else ""
    return ", ".join(part for part in (speaker.greeting_name if speaker else "", day) if part)


def latest_elements(
    sayings: Sequence[Saying], people: Mapping[int, Contact], now: datetime, zone: tzinfo
) -> list[dict[str, Any]]:
    """The newest answers, one a person: who, when, each number that was given, their words."""
    newest: dict[int, Saying] = {}
    for said in sayings:
        if said.what == ANSWER:
            newest.setdefault(said.who or 0, said)
    return [_shown(said, people, now, zone) for said in list(newest.values())[:ANSWERS_SHOWN]]


def _shown(said: Saying, people: Mapping[int, Contact], now: datetime, zone: tzinfo) -> dict[str, Any]:
    speaker = people.get(said.who or 0)
    name = speaker.greeting_name if speaker else _("Somebody there")
    return {
        "who": f"{name}, {day_words(said.at, now, zone)}",
        "scores": [
            (str(NAMES[element]), value if value is not None else "–")
            for element, value in zip(ELEMENTS, said.scores, strict=True)
        ],
        "words": said.words,
    }
