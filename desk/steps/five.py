"""Step 5, dispute the facts: mostly nothing; else both versions, why it matters, a manager's yes and a result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.steps.contract import Earlier, Part, StepPage
from desk.steps.forms import LONG, PartForm
from desk.steps.words import Version, versions
from ground.choosing import ChoiceField
from ground.decisions.models import State as DecisionState
from ground.decisions.refusals import first_name
from ground.text import TextField
from incidents.choices import DisputeResult, Question, Verdict
from incidents.models import Dispute
from incidents.progress import finish_step
from recovery.disputing import DisputeRefused, change_dispute, dispute, drop_dispute, settle_dispute

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desk.steps.contract import Page
    from desk.steps.slots import Slot

SHOWN = ["theirs", "ours", "matters", "proof", "result", "result_words"]


class NothingForm(PartForm):
    reason = TextField(
        max_length=2000,
        label=gettext_lazy("Why there is nothing to dispute"),
        help_text=gettext_lazy("One sentence. It stays on record."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say in a sentence why there is nothing to dispute.")},
    )


class DisputeForm(PartForm):
    may_go = True
    theirs = TextField(
        max_length=LONG,
        label=gettext_lazy("Their version"),
        widget=forms.Textarea(attrs={"rows": 2, "class": "letter letter--s"}),
        error_messages={"required": gettext_lazy("Write what they say, in their words.")},
    )
    ours = TextField(
        max_length=LONG,
        label=gettext_lazy("Our version"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write what we can show.")},
    )
    matters = TextField(
        max_length=LONG,
        label=gettext_lazy("Why it matters"),
        help_text=gettext_lazy("Would the remedy change if they are right? If not, leave it."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say what changes if they are right.")},
    )
    proof = TextField(
        max_length=LONG,
        required=False,
        label=gettext_lazy("What shows it"),
        help_text=gettext_lazy("A signed order, a delivery note, a log."),
        widget=forms.Textarea(attrs={"rows": 1}),
    )


class ResultForm(PartForm):
    """A result adds what was open; nobody is asked why."""

    asks_why = False
    result = ChoiceField(
        label=gettext_lazy("How did it end?"),
        choices=DisputeResult.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("“Their version stands” is giving way. It needs nobody’s yes."),
        error_messages={"required": gettext_lazy("Say how it ended.")},
    )
    result_words = TextField(
        max_length=LONG, required=False, label=gettext_lazy("In a sentence"), widget=forms.Textarea(attrs={"rows": 2})
    )


def _locked(page: Page) -> bool:
    return 4 not in page.finished_steps and not page.finished


def _parts(page: Page) -> Sequence[Part]:
    disputed = bool(page.standing.of(Dispute))
    nothing = Part("nothing", NothingForm, save=_nothing, initial={"reason": _usual_reason(page)})
    rows = (
        Part("dispute", DisputeForm, kind=Dispute, save=_dispute, take_out=_drop),
        Part("result", ResultForm, kind=Dispute, save=_settle),
    )
    if _locked(page):
        return rows
    return rows if disputed or page.finished else (nothing, *rows)


def _usual_reason(page: Page) -> str:
    """One click is enough where they confirmed the summary."""
    name = _confirmed_by(page)
    return _("%(name)s confirmed the facts. Their version and ours agree.") % {"name": name} if name else ""


def _nothing(slot: Slot) -> str:
    page, why = slot.page, slot.form.cleaned_data["reason"]
    finish_step(page.incident, number=page.number, by=page.person, now=page.now, not_needed=True, why=why)
    return _("Nothing to dispute. Step 5 is finished.")


def _dispute(slot: Slot) -> str:
    page, words = slot.page, slot.form.kept()
    if slot.row is None:
        dispute(page.incident, by=page.person, now=page.now, **words)
        return _("A manager is asked. Nothing goes to the customer before the yes.")
    changed = change_dispute(cast("Dispute", slot.row), by=page.person, now=page.now, why=slot.form.why, **words)
    return _("Nothing was changed.") if changed.pk == slot.row.pk else _("Changed. The manager is asked again.")


def _settle(slot: Slot) -> str:
    if slot.row is None:
        raise DisputeRefused(_("Choose the fact that has a result."))
    page, data = slot.page, slot.form.cleaned_data
    row, words = cast("Dispute", slot.row), data["result_words"]
    settle_dispute(row, result=data["result"], words=words, by=page.person, now=page.now)
    return _("The result is kept.")


def _drop(slot: Slot, why: str) -> object:
    return drop_dispute(cast("Dispute", slot.row), why=why, by=slot.page.person, now=slot.page.now)


@dataclass(frozen=True)
class Shown:
    """One fact in dispute, as its block shows it."""

    theirs: str
    ours: str
    matters: str
    proof: str
    result: str
    result_words: str
    stands: str
    tone: str
    icon: str
    url: str
    result_url: str
    decision_url: str
    before: list[Version]


def _context(page: Page) -> dict[str, Any]:
    return {"locked": _locked(page), "disputes": [_shown(page, row) for row in page.standing.of(Dispute)]}


def _shown(page: Page, row: Dispute) -> Shown:
    tone, icon, stands = _stands(page, row)
    here = page.address
    mine = page.writes and not page.finished
    return Shown(
        theirs=row.theirs,
        ours=row.ours,
        matters=row.matters,
        proof=row.proof,
        result=str(row.get_result_display()) if row.result else "",
        result_words=row.result_words,
        stands=stands,
        tone=tone,
        icon=icon,
        url=f"{here}?change=dispute-{row.pk}#part-dispute" if page.writes and not row.result else "",
        result_url=f"{here}?change=result-{row.pk}#part-result" if mine and not row.result else "",
        decision_url=reverse("board:decision", args=[row.decision_id]) if row.decision_id else "",
        before=versions(page, row, SHOWN),
    )


def _stands(page: Page, row: Dispute) -> tuple[str, str, str]:
    """What a manager said to it: tone, icon, words."""
    decision = row.decision
    if decision is None:
        return "", "", ""
    who = first_name(decision.decided_by) if decision.decided_by else ""
    words = {"name": who, "words": decision.words}
    if decision.state == DecisionState.ASKED:
        asked = page.said(decision.asked_at)
        return "soon", "hourglass-split", _("Waiting for a manager’s yes, asked %(when)s") % {"when": asked}
    if decision.state == DecisionState.APPROVED:
        return "kept", "check-lg", _("%(name)s agreed that we dispute it") % words
    if decision.state == DecisionState.REFUSED:
        return "late", "x-lg", _("%(name)s said no: %(words)s") % words
    if decision.state == DecisionState.SENT_BACK:
        return "soon", "reply", _("%(name)s asks: %(words)s") % words
    return "", "", _("The question was taken back")


def _earlier(page: Page) -> list[Earlier]:
    name = _confirmed_by(page) if page.feelings else ""
    return [Earlier(4, _("%(name)s confirmed the facts.") % {"name": name})] if name else []


def _confirmed_by(page: Page) -> str:
    said = [a for a in page.standing.answers if a.question == Question.SUMMARY and a.verdict == Verdict.YES]
    return said[-1].contact.greeting_name if said else ""


def _state(page: Page) -> tuple[str, str, str] | None:
    if _locked(page):
        return "", "lock", _("Locked until 4")
    waiting = any(_is_waiting(row) for row in page.standing.of(Dispute))
    return ("soon", "hourglass-split", _("Waiting for a manager’s yes")) if waiting else None


def _is_waiting(row: Dispute) -> bool:
    return row.decision is not None and row.decision.state == DecisionState.ASKED and not row.result


def _subs(page: Page) -> Mapping[str, str]:
    if all(row.result for row in page.standing.of(Dispute)):
        return {}
    return {"result": _("They accept it, we give way, or you agree in the middle.")}


STEP = StepPage(5, "five", parts=_parts, context=_context, earlier=_earlier, subs=_subs, state=_state)
