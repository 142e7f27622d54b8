"""What closing still needs: one pure picture of the case, and the three ways out of it. Source: PRODUCT.md, Closing.

*Met* needs every step (5 may be "not needed"), nothing owed and nothing promised but the next update, and trust in the
words of whoever speaks for the customer: at 7, or at their own former height where that was lower. *Without their
word* needs the same but for trust, when two questions for it stayed unanswered. An *override* needs nothing but a
manager and a written reason. The two latter are a manager's decision; that is the verb's matter, not the gate's.

What counts as their word: a number of their own (never our estimate) that they said at or after `Picture.since`, the
instant at which step 6 was finished for the last time: steps are finished in their order, so it is the instant at
which step 7 began. A recovery that was opened again asks anew: there, a number counts from the opening at the
earliest. The latest number counts, by when it was said; when it was written down does not matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from .gates import Missing
from .steps import rule

if TYPE_CHECKING:
    from datetime import datetime

SEVEN = 7
Line = tuple[str, str, bool]


@dataclass(frozen=True)
class Other:
    """Another contact of this incident and the last number they gave since it was found."""

    name: str
    value: int
    called: str = ""
    """How we would call them, where that is not the whole name."""


@dataclass(frozen=True)
class Picture:
    """How the case stands. The words of `..._open` are what a person would read; empty means nothing is open."""

    name: str = ""
    """Whoever speaks for the customer, as we would call them; empty when nobody does."""
    steps_open: tuple[int, ...] = ()
    remedies_open: tuple[str, ...] = ()
    promises_open: tuple[str, ...] = ()
    """Promises besides the next update, which the closing letter keeps."""
    refund_open: str = ""
    since: datetime | None = None
    word: int | None = None
    said_at: datetime | None = None
    """The speaker's latest own number since `since`, and when they said it."""
    former: int | None = None
    """The customer's last own word before the mistake was found, written down before it was logged."""
    latest: int | None = None
    """The speaker's latest own number since the mistake was found, whenever that was."""
    others: tuple[Other, ...] = ()
    asked: int = 0
    """How often the speaker was asked for a number since `since`."""
    silent: bool = False
    """Two of these questions stayed unanswered, as `silence` measures it."""
    again_from: datetime | None = None
    """From when a second question counts; None before the first, and once a second one counts."""
    silent_from: datetime | None = None
    """When silence will stand for an answer; None until a second question counts."""

    @property
    def line(self) -> int:
        """The number that is asked for: 7, or their former height where their own earlier word was lower."""
        return min(SEVEN, self.former) if self.former else SEVEN

    @property
    def trusts_us(self) -> bool:
        return bool(self.name) and self.word is not None and self.word >= self.line

    @property
    def below(self) -> tuple[Other, ...]:
        """The other contacts whom the closing reason has to answer."""
        return tuple(other for other in self.others if other.value < self.line)


def missing(picture: Picture, *, reason: str = "") -> tuple[Missing, ...]:
    """Everything a closing as *met* still needs, in the order of its page. `reason` is what was written so far."""
    return _not_there(checks(picture, reason=reason))


def missing_without_word(picture: Picture) -> tuple[Missing, ...]:
    """Everything a closing *without their word* still needs, besides a manager's yes."""
    return _not_there([*_done(picture), *_silent(picture)])


def checks(picture: Picture, *, reason: str = "") -> list[Line]:
    """All lines of the gate of *met*: code, sentence, and whether it is there."""
    return [*_done(picture), *_trusted(picture), *_answered(picture, reason)]


def _not_there(lines: list[Line]) -> tuple[Missing, ...]:
    return tuple(Missing(code, words) for code, words, there in lines if not there)


def _done(picture: Picture) -> list[Line]:
    """What only an override waives."""
    lines = [("step", _step(number), False) for number in picture.steps_open]
    lines = lines or [("steps", _("Every step is finished."), True)]
    lines += [("remedy", _("“%(what)s” is done.") % {"what": what}, False) for what in picture.remedies_open]
    lines.append(_refund(picture))
    promises = [("promise", _("“%(what)s” is settled.") % {"what": what}, False) for what in picture.promises_open]
    return lines + (promises or [("promises", _("No promise is open but the next update."), True)])


def _step(number: int) -> str:
    return _("Step %(number)s is finished: %(name)s.") % {"number": number, "name": rule(number).name}


def _refund(picture: Picture) -> Line:
    if picture.refund_open:
        return ("refund", _("The refund is paid: %(sum)s to go.") % {"sum": picture.refund_open}, False)
    return ("refund", _("Nothing is owed."), True)


def _trusted(picture: Picture) -> list[Line]:
    if not picture.name:
        return [("speaker", _("Somebody at the customer speaks for them."), False)]
    named = {"name": picture.name, "line": picture.line}
    if picture.word is None:
        return [("word", _("%(name)s has said how much they trust us, since step 7 began.") % named, False)]
    if picture.line < SEVEN:
        words = _("%(name)s trusts us as much as before: %(line)s or more.") % named
    else:
        words = _("%(name)s trusts us at %(line)s or more.") % named
    return [("trust", words, picture.trusts_us)]


def _answered(picture: Picture, reason: str) -> list[Line]:
    """The reason has to name each of them; what it says to them is a person's own matter."""
    said = _("Your reason answers %(name)s, who says %(value)s.")
    return [
        ("other", said % {"name": other.called or other.name, "value": other.value}, _names(reason, other))
        for other in picture.below
    ]


def _names(reason: str, other: Other) -> bool:
    words = reason.casefold()
    return any(name.casefold() in words for name in (other.name, other.called) if name)


def _silent(picture: Picture) -> list[Line]:
    if not picture.name:
        return [("speaker", _("Somebody at the customer speaks for them."), False)]
    named = {"name": picture.name, "value": picture.word}
    if picture.word is not None:
        return [("answered", _("%(name)s gave no number; but they say %(value)s.") % named, False)]
    words = _(
        "%(name)s was asked twice how much they trust us, five working days apart, and kept silent for five more."
    )
    return [("silence", words % named, picture.silent)]
