"""The eight steps of repair, one table: their words, guidance and what each teaches.

The names follow Paul Glen and Maria McManus, "8 Steps to Restoring Client Trust" (2012); every other word is ours.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class StepRule:
    """One step: `act` is the next right act in a few words, `guide` why and what, `mistake` the usual slip.

    `of_feelings`: its evidence is what people felt, which not every role reads.
    """

    number: int
    name: LazyText | str
    act: LazyText | str
    guide: LazyText | str
    mistake: LazyText | str
    may_be_not_needed: bool = False
    of_feelings: bool = False


STEPS: tuple[StepRule, ...] = (
    StepRule(
        1,
        _("Be prepared"),
        _("Settle who owns it and what must stop now"),
        _(
            "Take five minutes before you call. What did we promise them, what do they know, "
            "what may you decide alone? Settle who stands in for you, and stop the mistake from going on."
        ),
        _("Waiting until everything is known. They hear from you first, the rest comes after."),
    ),
    StepRule(
        2,
        _("Get the facts"),
        _("Ask for their version and write it down"),
        _(
            "Write it as they told it, in their words. Ask open questions and explain nothing yet. "
            "Your own view has its place in step 5."
        ),
        _("Correcting them while they are still telling you."),
    ),
    StepRule(
        3,
        _("Find the feelings"),
        _("Ask what it cost them besides money"),
        _(
            "A mistake does something to a person. Name the feeling once, then be quiet and listen. "
            "What did this cost them besides money?"
        ),
        _("Guessing that they seem fine."),
        of_feelings=True,
    ),
    StepRule(
        4,
        _("Let them know you got it"),
        _("Read the facts and feelings back to them"),
        _(
            "Say in your own words what happened and what it did to them, and own what is clear. "
            "Then ask if you missed something. You are done when they say yes, not when you have sent it."
        ),
        _("“I understand, but …”"),
        of_feelings=True,
    ),
    StepRule(
        5,
        _("Dispute the facts"),
        _("Leave it, unless it changes the outcome"),
        _(
            "Would the remedy change if they are right? If not, leave it. "
            "If it would, bring the document, ask before you show it, and grant all the rest."
        ),
        _("Disputing to win. Nobody was ever argued back into trust."),
        may_be_not_needed=True,
    ),
    StepRule(
        6,
        _("Frame the problem"),
        _("Find one sentence they would sign"),
        _(
            "Put the problem into one sentence both of you accept. Say what it did to them, not how you will fix it. "
            "If they would change a word, use their word."
        ),
        _("A sentence that makes it smaller than it was for them."),
    ),
    StepRule(
        7,
        _("Handle the feelings"),
        _("Apologise in person and listen"),
        _(
            "Answer the sentence that hurt most. Apologise yourself, with somebody of the right rank beside you. "
            "Ask for nothing in return."
        ),
        _("Money first. It answers a question they have not asked yet."),
        of_feelings=True,
    ),
    StepRule(
        8,
        _("Handle the problem"),
        _("Pay, repair, and make it impossible to happen again"),
        _(
            "Finish what you owe: the money, the promises, the change that keeps it from happening again. "
            "It is closed when they would say so."
        ),
        _("Closing because it was sent."),
    ),
)

FIRST, LAST = STEPS[0].number, STEPS[-1].number


def rule(number: int) -> StepRule:
    """The rule of step `number` (1 to 8); LookupError for any other number."""
    if not FIRST <= number <= LAST:
        raise LookupError(f"There is no step {number}.")
    return STEPS[number - 1]


def first_unfinished(finished: Collection[int]) -> int | None:
    """The step the recovery stands at: the lowest number not in `finished`, None when all eight are."""
    return next((s.number for s in STEPS if s.number not in finished), None)
