"""What each step still needs before it is finished: one pure function a step, over one plain picture of the case.

A gate holds back finishing, disputing and closing. It never holds back putting things right. Source: PRODUCT.md, the
table of the eight steps; the sentences are DESIGN.md, section 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Asked:
    """A question to the customer: their standing answer ("yes", "no" or ""), and whether silence stands for one."""

    told: bool = False
    answer: str = ""
    silent: bool = False

    @property
    def met(self) -> bool:
        return self.answer == "yes" or (self.silent and not self.answer)


@dataclass(frozen=True)
class Disputed:
    """A disputed fact: what it is, whether a manager said yes, whether it has a result ("theirs" needs no yes)."""

    fact: str
    allowed: bool
    result: str


@dataclass(frozen=True)
class Case:
    """The picture the gates look at. Words (`..._open`) are what a person would read; empty means nothing is open."""

    name: str = ""
    """Whoever speaks for the customer, as we would call them."""
    finished: frozenset[int] = frozenset()
    has_owner: bool = True
    has_deputy: bool = False
    has_tell_by: bool = True
    containment_open: tuple[str, ...] = ()
    has_their_version: bool = False
    version: Asked = Asked()
    sourced_facts: int = 0
    feelings: int = 0
    feelings_unanswered: bool = False
    has_summary: bool = False
    summary: Asked = Asked()
    disputes: tuple[Disputed, ...] = ()
    nothing_to_dispute: str = ""
    has_sentence: bool = False
    has_scope: bool = False
    happened_cause: str = ""
    unnoticed_cause: str = ""
    human_error_alone: bool = False
    sentence: Asked = Asked()
    apology_told: bool = False
    reaction: bool = False
    reaction_silent: bool = False
    remedies: int = 0
    remedies_open: tuple[str, ...] = ()
    refund_open: str = ""
    promises_open: tuple[str, ...] = ()
    preventions: int = 0
    causes_without_prevention: tuple[str, ...] = ()


@dataclass(frozen=True)
class Missing:
    """One thing a step still needs: a code for the page, a sentence for the person."""

    code: str
    words: str


def missing(number: int, case: Case) -> tuple[Missing, ...]:
    """Everything step `number` (1 to 8) still needs, in the order of its page; nothing when it may be finished.

    LookupError for another number. That earlier steps come first is `out_of_order`, not a thing missing here.
    """
    return tuple(Missing(code, words) for code, words, there in GATES[number](case) if not there)


def checks(number: int, case: Case) -> tuple[tuple[str, str, bool], ...]:
    """All lines of the finish of step `number`: code, sentence, and whether it is there."""
    return tuple(GATES[number](case))


def out_of_order(number: int, case: Case) -> int | None:
    """The lowest unfinished step before `number`, which is finished first; None when all are."""
    return next((n for n in range(1, number) if n not in case.finished), None)


def all_missing(number: int, gone: tuple[Missing, ...]) -> str:
    """“One thing is missing to finish step 4: Ingrid has confirmed it.” Source: DESIGN.md, section 5."""
    return f"{how_many(number, len(gone))}: {' '.join(thing.words for thing in gone)}"


def how_many(number: int, missing_: int) -> str:
    """“Two things are missing to finish step 6”, without a full stop."""
    words = ngettext(
        "%(count)s thing is missing to finish step %(number)s",
        "%(count)s things are missing to finish step %(number)s",
        missing_,
    )
    return words % {"count": capfirst(str(apnumber(missing_))), "number": number}


def comes_first(number: int, case: Case) -> tuple[str, str]:
    """What a page of a later step says while step `number` is not finished: what comes first and why; what counts now.

    Source: DESIGN.md, section 5, "Step locked".
    """
    named = {"number": number, "name": case.name or _("The customer")}
    open_ = next(iter(missing(number, case)), None)
    why = _not_yet(open_.code) % named if open_ else ""
    first = _("Step %(number)s comes first.") % named
    after = _("You can write and send here; the step counts when %(number)s is done.") % named
    return f"{first} {why}".strip(), after


def _not_yet(code: str) -> str:
    """What is missing, said as what has not happened yet."""
    return {
        "owner": _("Nobody owns it yet."),
        "deputy": _("Nobody stands in for the owner yet."),
        "tell_by": _("The time to tell them by is not set yet."),
        "containment": _("What must stop now is not decided yet."),
        "their_version": _("Their version is not here yet."),
        "fact": _("There is no dated fact with a source yet."),
        "feeling": _("Nothing says yet how it was for them."),
        "summary": _("The summary is not written yet."),
        "told": _("The summary was not told to them yet."),
        "confirmed": _("%(name)s has not confirmed the summary yet."),
        "nothing": _("It is still open whether a fact is disputed."),
        "allowed": _("A manager has not said yes to the dispute yet."),
        "result": _("A fact in dispute has no result yet."),
        "sentence": _("There is no sentence both accept yet."),
        "scope": _("Where and when is not written yet."),
        "happened": _("Why it happened is not written yet."),
        "unnoticed": _("Why nobody noticed is not written yet."),
        "human_error": _("What let the slip through is not written yet."),
        "accepted": _("%(name)s has not accepted the sentence yet."),
        "apology": _("The apology was not made yet."),
        "reaction": _("Their reaction is not noted yet."),
    }.get(code, _("Something of it is still open."))


def may_dispute(case: Case) -> bool:
    """Disputing a fact needs step 4 done (that a manager says yes is the decision's own matter)."""
    return 4 in case.finished


Line = tuple[str, str, bool]


def _prepared(case: Case) -> list[Line]:
    lines = [
        ("owner", _("Somebody owns it."), case.has_owner),
        ("deputy", _("Somebody stands in for the owner."), case.has_deputy),
        ("tell_by", _("The time to tell them by is set."), case.has_tell_by),
    ]
    lines += [("containment", words, False) for words in case.containment_open]
    return lines


def _facts(case: Case) -> list[Line]:
    heard = case.has_their_version or case.version.silent
    return [
        ("their_version", _("Their version is here, or they were asked twice without an answer."), heard),
        ("fact", _("There is at least one dated fact with a source."), case.sourced_facts > 0),
    ]


def _feelings(case: Case) -> list[Line]:
    heard = case.feelings > 0 or case.feelings_unanswered
    return [("feeling", _("There is a dated observation, or “asked, no answer”."), heard)]


def _understood(case: Case) -> list[Line]:
    return [
        ("summary", _("The summary of facts and feelings is written."), case.has_summary),
        ("told", _("It was told to them."), case.summary.told),
        ("confirmed", _("%(name)s has confirmed it.") % {"name": case.name or _("The customer")}, case.summary.met),
    ]


def _disputed(case: Case) -> list[Line]:
    if not case.disputes:
        said = bool(case.nothing_to_dispute)
        return [("nothing", _("Either there is nothing to dispute, or the facts in dispute are named."), said)]
    lines = []
    for dispute in case.disputes:
        named = {"fact": dispute.fact}
        if not dispute.result and not dispute.allowed:
            lines.append(("allowed", _("A manager has said yes to disputing “%(fact)s”.") % named, False))
        lines.append(("result", _("“%(fact)s” has a result.") % named, bool(dispute.result)))
    return lines


def _framed(case: Case) -> list[Line]:
    lines = [
        ("sentence", _("There is one sentence both accept."), case.has_sentence),
        ("scope", _("It says where and when."), case.has_scope),
        ("happened", _("It says why it happened."), bool(case.happened_cause)),
        ("unnoticed", _("It says why nobody noticed."), bool(case.unnoticed_cause)),
    ]
    if case.human_error_alone:
        lines.append(("human_error", _("People slip. Say what let the slip through."), False))
    lines.append(
        (
            "accepted",
            _("%(name)s has accepted the sentence.") % {"name": case.name or _("The customer")},
            case.sentence.met,
        )
    )
    return lines


def _apologised(case: Case) -> list[Line]:
    taken = case.reaction or case.reaction_silent
    return [
        ("apology", _("The apology was made."), case.apology_told),
        ("reaction", _("Their reaction is noted, or five working days passed without one."), taken),
    ]


def _handled(case: Case) -> list[Line]:
    lines = [("remedy", _("What puts it right is written down."), case.remedies > 0)]
    lines += [("remedy_open", _("“%(what)s” is done.") % {"what": what}, False) for what in case.remedies_open]
    if case.remedies and not case.remedies_open:
        lines.append(("remedies_done", _("Every remedy is done."), True))
    lines += _settled(case)
    lines.append(("prevention", _("What keeps it from happening again is recorded."), case.preventions > 0))
    lines += [
        ("cause", _("Something is done against “%(cause)s”.") % {"cause": cause}, False)
        for cause in case.causes_without_prevention
    ]
    return lines


def _settled(case: Case) -> list[Line]:
    """The money and the promises; what is there is said as well, for it was asked for."""
    if case.refund_open:
        lines = [("refund", _("The refund is paid: %(sum)s to go.") % {"sum": case.refund_open}, False)]
    else:
        lines = [("refund", _("Nothing is owed."), True)]
    promises = [("promise", _("“%(what)s” is settled.") % {"what": what}, False) for what in case.promises_open]
    return lines + (promises or [("promises", _("No promise is open but the next update."), True)])


GATES: dict[int, Callable[[Case], list[Line]]] = {
    1: _prepared,
    2: _facts,
    3: _feelings,
    4: _understood,
    5: _disputed,
    6: _framed,
    7: _apologised,
    8: _handled,
}
