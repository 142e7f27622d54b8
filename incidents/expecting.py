"""What a customer may expect though nobody said it: inferred promises, proposed from the mistake. Pure.

A person decides; none is ever shown to the customer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ground.worktime.hours import WorktimeError, nth_working_day_close

from .choices import Kind, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from django.utils.functional import _StrPromise

    from ground.worktime.hours import Hours

AT_MOST = 3
WORKING_DAYS = {Severity.CRITICAL: 1, Severity.HIGH: 3, Severity.MEDIUM: 5, Severity.LOW: 10}
"""The rule of the house: by when an expectation of this severity wants an answer, at closing time."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """`code` names it for good; `told_by` are beginnings of words (en, de, fr, es) that mean it was said already."""

    code: str
    text: _StrPromise
    told_by: str


@dataclass(frozen=True, slots=True)
class Expected:
    """A proposed inferred promise: its words, and by when (UTC)."""

    code: str
    text: str
    due: datetime


SUM = Expectation(
    "sum", _("To hear the sum we owe them"), "refund owe sum amount erstatt betrag rembours montant import devol"
)
CORRECTED = Expectation(
    "corrected_invoice",
    _("A corrected invoice"),
    "invoice credit rechnung gutschrift factur avoir abono",
)
CAUSE = Expectation("cause", _("To hear how it could happen"), "because cause reason weil ursache parce porque motivo")
AGAIN = Expectation(
    "not_again",
    _("To hear what stops it from happening again"),
    "again prevent wieder verhinder jamais empêch volver evitar",
)
DELIVERY = Expectation(
    "delivery_day", _("A firm day for the delivery"), "deliver arriv liefer eintreff livr entreg lleg ship"
)
REPLACEMENT = Expectation(
    "replacement", _("A replacement or a repair"), "replac repair ersatz ersetz repar remplac reempl"
)
OTHERS = Expectation(
    "others_affected",
    _("To hear what else is affected"),
    "other affected andere betroffen autres touché otros afectad",
)
THE_THING = Expectation("new_day", _("A new day for what we did not do"), "will werde allons vamos")
WHO_SAW = Expectation("who_saw", _("To hear who has seen their data"), "data daten données datos")
BY_KIND: dict[str, tuple[Expectation, ...]] = {
    Kind.OVERCHARGE: (SUM, CORRECTED, AGAIN),
    Kind.WRONG_INVOICE: (CORRECTED, AGAIN),
    Kind.LATE_DELIVERY: (DELIVERY, AGAIN),
    Kind.DEFECT: (REPLACEMENT, OTHERS),
    Kind.MISSED_COMMITMENT: (THE_THING, AGAIN),
    Kind.OUTAGE: (CAUSE, AGAIN),
    Kind.DATA_ERROR: (WHO_SAW, OTHERS, AGAIN),
    Kind.OTHER: (AGAIN,),
}


def expect(
    *, kind: str, severity: str, said: Iterable[str], tracked: Collection[str], now: datetime, hours: Hours
) -> tuple[Expected, ...]:
    """At most `AT_MOST` things they may expect after a mistake of this `kind`, in order of weight.

    Quiet on what the texts in `said` (the letter, promises made before) speak of, and on texts in `tracked`. Due at the
    closing time of the Nth working day after today, N by severity; () when our hours never open. Source: PRODUCT
    "Promise", DESIGN 17a.
    """
    words = re.findall(r"[^\W\d_]+", " ".join(said).lower())
    try:
        due = nth_working_day_close(hours, now, WORKING_DAYS[Severity(severity)])
    except WorktimeError:
        return ()
    missing = [one for one in BY_KIND[kind] if str(one.text) not in tracked and not _is_told(one, words)]
    return tuple(Expected(one.code, str(one.text), due) for one in missing[:AT_MOST])


def _is_told(one: Expectation, words: list[str]) -> bool:
    return any(word.startswith(tuple(one.told_by.split())) for word in words)
