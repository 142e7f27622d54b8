"""What can be decided: one row a code, with its words and what a yes causes. A room adds its row here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from incidents.choices import Ending, State
from incidents.closing_picture import picture_of
from incidents.endings import END_OF_CHECK, EndingRefused, end_check, why_not_open
from incidents.models import Dispute
from refunds.owing import approve_sum, changed
from refunds.paying import CODE_ON_ACCOUNT
from refunds.refusals import RefundRefused
from updates.sending import SendRefused

from .last_letter import OVERRIDE as CLOSE_OVERRIDE
from .last_letter import WITHOUT_WORD as CLOSE_WITHOUT_WORD
from .last_letter import LastLetter, tell_and_close
from .papers import prepare_papers

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.utils.functional import _StrPromise

    from ground.accounts.models import Person
    from ground.decisions.models import Decision
    from incidents.models import Incident

END_CHECK, REFUND, ON_ACCOUNT, DISPUTE = END_OF_CHECK, "refund", CODE_ON_ACCOUNT, "dispute"


@dataclass(frozen=True)
class Yes:
    """Somebody says yes: to what, about which incident, who, when."""

    decision: Decision
    incident: Incident
    by: Person
    now: datetime


def _nothing(yes: Yes) -> None:
    """The yes itself is all that is needed."""


def _never(yes: Yes) -> str:
    return ""


@dataclass(frozen=True)
class Kind:
    """`act` is the button of the yes; on money it is given the sum. `causes` runs in the transaction of the yes, and
    its `refusals` are shown to whoever decides. `over` is the sentence when nothing is left to decide, else nothing.
    Where `money`, finance may decide as well, and the password is asked for. `reasoned`: a yes needs words too.
    """

    label: _StrPromise
    act: _StrPromise
    causes: Callable[[Yes], None] = _nothing
    over: Callable[[Yes], str] = _never
    refusals: tuple[type[Exception], ...] = ()
    money: bool = False
    reasoned: bool = False


def _end_the_check(yes: Yes) -> None:
    ending = str(yes.decision.details["ending"])
    end_check(yes.incident, ending=ending, reason=yes.decision.reason, by=yes.by, now=yes.now)


def _check_is_over(yes: Yes) -> str:
    return "" if yes.incident.state == State.CHECKING else str(_("This is no longer being checked."))


def _approve_the_sum(yes: Yes) -> None:
    approve_sum(yes.incident.refund_link.refund, decision=yes.decision, by=yes.by, now=yes.now)
    prepare_papers(yes.incident, by=yes.by, now=yes.now)


def _sum_is_another(yes: Yes) -> str:
    """The balance moved while the question waited: a payment on account went out."""
    refund = yes.incident.refund_link.refund
    same = (yes.decision.amount, yes.decision.version) == (refund.balance, str(refund.version))
    return "" if same else changed(yes.decision.amount, refund.balance)


def _close(ending: str) -> Callable[[Yes], None]:
    """Close with the letter that whoever asked wrote and read; the reason is theirs and that of whoever says yes."""

    def close(yes: Yes) -> None:
        letter = LastLetter.of_details(yes.decision.details)
        reason = "\n".join(part for part in (yes.decision.words, yes.decision.reason) if part)
        author = yes.decision.asked_by
        tell_and_close(yes.incident, ending=ending, reason=reason, letter=letter, author=author, by=yes.by, now=yes.now)

    return close


def _is_not_open(yes: Yes) -> str:
    return "" if yes.incident.state == State.OPEN else why_not_open(yes.incident, yes.now)


def _they_spoke(yes: Yes) -> str:
    """It is not open any more, or they gave a number while the question waited: it is not without their word."""
    if closed := _is_not_open(yes):
        return closed
    picture = picture_of(yes.incident, hours=yes.incident.customer.our_hours(), now=yes.now)
    if picture.word is None:
        return ""
    said = {"name": picture.name, "value": picture.word}
    return str(_("%(name)s answered meanwhile: %(value)s of 10. This is not without their word.") % said)


def _dispute_is_over(yes: Yes) -> str:
    rows: Any = Dispute.objects.current()
    stands = rows.filter(decision=yes.decision, result="").exists()
    return "" if stands else str(_("Nothing is disputed here any more."))


KINDS: dict[str, Kind] = {
    END_CHECK: Kind(
        _("End of a check"),
        _("Agree, and end the check"),
        causes=_end_the_check,
        over=_check_is_over,
        refusals=(EndingRefused,),
    ),
    REFUND: Kind(
        _("Refund"),
        _("Approve %(sum)s"),
        causes=_approve_the_sum,
        over=_sum_is_another,
        refusals=(RefundRefused,),
        money=True,
    ),
    DISPUTE: Kind(_("Dispute"), _("Agree that we dispute it"), over=_dispute_is_over),
    ON_ACCOUNT: Kind(_("On account"), _("Approve %(sum)s on account"), money=True),
    CLOSE_OVERRIDE: Kind(
        _("Closing below the line"),
        _("Close below the line"),
        causes=_close(Ending.OVERRIDE),
        over=_is_not_open,
        refusals=(EndingRefused, SendRefused),
        reasoned=True,
    ),
    CLOSE_WITHOUT_WORD: Kind(
        _("Closing without their word"),
        _("Close without their word"),
        causes=_close(Ending.WITHOUT_WORD),
        over=_they_spoke,
        refusals=(EndingRefused, SendRefused),
        reasoned=True,
    ),
}
MONEY = tuple(code for code, kind in KINDS.items() if kind.money)


def kind_of(decision: Decision) -> Kind:
    return KINDS[decision.what]
