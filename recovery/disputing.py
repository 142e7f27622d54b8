"""Disputing a fact: asked of a manager, given a result; giving way needs nobody's yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ground.decisions import deciding
from ground.decisions.models import Decision
from ground.decisions.models import State as DecisionState
from incidents import evidence
from incidents.choices import DisputeResult, StepState
from incidents.models import Dispute
from incidents.promises import lock

from .deciding import ask_about
from .decision_kinds import DISPUTE

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person
    from incidents.models import Incident

SUBJECT = "dispute"
ENDED = gettext_lazy("This was settled another way.")


class DisputeRefused(Exception):
    """Why this cannot be disputed or settled so, in a sentence a person can act on."""


@transaction.atomic
def dispute(
    incident: Incident, *, theirs: str, ours: str, matters: str, proof: str, by: Person, now: datetime
) -> Dispute:
    """A fact that matters is seen otherwise by us: kept, and a manager is asked whether we may say so.

    Only after step 4: they must know that we understood them. Source: PRODUCT.md, step 5.
    """
    incident = lock(incident)
    if not incident.steps.filter(number=4).exclude(state=StepState.TODO).exists():
        raise DisputeRefused(_("Locked until 4. First they must know that you understood them."))
    row = evidence.add(Dispute, incident, by=by, now=now, theirs=theirs, ours=ours, matters=matters, proof=proof)
    return _ask(row, by, now)


@transaction.atomic
def change_dispute(row: Dispute, *, by: Person, now: datetime, why: str = "", **fields: str) -> Dispute:
    """Other words: what a manager said yes to was another text, so they are asked again."""
    lock(row.incident)
    if row.result:
        raise DisputeRefused(_("This fact has a result already. If it is open again, dispute it anew."))
    version = evidence.change(row, by=by, now=now, why=why, **fields)
    if version.pk == row.pk:
        return row
    _withdraw(version, by, now, why=_("The words of it changed. It is asked again."))
    return _ask(version, by, now)


@transaction.atomic
def settle_dispute(row: Dispute, *, result: str, words: str, by: Person, now: datetime) -> Dispute:
    """How it ended. Whatever but giving way needs the manager's yes before."""
    lock(row.incident)
    allowed = row.decision is not None and row.decision.state == DecisionState.APPROVED
    if result != DisputeResult.THEIRS and not allowed:
        raise DisputeRefused(_("A manager has to say yes before you dispute it. Giving way needs nobody."))
    settled = {"result": result, "result_words": words.strip(), "settled_at": now}
    version = evidence.change(row, by=by, now=now, why=_("It has a result"), **settled)
    _withdraw(version, by, now, why=str(ENDED))
    return version


@transaction.atomic
def drop_dispute(row: Dispute, *, why: str, by: Person, now: datetime) -> Dispute:
    """It is not disputed after all; nothing of it waits any more."""
    lock(row.incident)
    row = evidence.take_out(row, why=why, by=by, now=now)
    _withdraw(row, by, now, why=str(ENDED))
    return row


def _ask(row: Dispute, by: Person, now: datetime) -> Dispute:
    row.decision = ask_about(
        row.incident,
        what=DISPUTE,
        summary=_("Dispute a fact: %(fact)s") % {"fact": Truncator(row.theirs).chars(120)},
        reason=row.matters,
        subject=(SUBJECT, _root(row)),
        version=row.pk,
        details={"row": row.pk},
        by=by,
        now=now,
    )
    row.save(update_fields=["decision"])
    return row


def _withdraw(row: Dispute, by: Person, now: datetime, *, why: str) -> None:
    waiting = Decision.objects.about(SUBJECT, _root(row)).filter(
        state__in=(DecisionState.ASKED, DecisionState.SENT_BACK)
    )
    for decision in list(waiting):
        deciding.withdraw(decision, by=by, now=now, why=why)


def _root(row: Dispute) -> int:
    """The first version: all that was ever asked about one dispute has it as its subject."""
    while row.replaces_id is not None:
        row = Dispute.objects.get(pk=row.replaces_id)
    return row.pk
