"""What a press on a step page does: one form saved, a row taken out, the step finished; nothing typed is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _

from desk.opened import BEGUN, LATE
from desk.steps.page import slots_of
from desk.steps.table import STEP_PAGES
from ground.decisions.refusals import DecisionRefused
from incidents.answering import AnswerRefused
from incidents.changing import ChangeRefused
from incidents.containment import ContainmentRefused
from incidents.evidence import ChangedMeanwhile, EvidenceRefused, drop_draft, keep_draft
from incidents.progress import StepRefused, finish_step
from incidents.promises import PromiseRefused
from recovery.disputing import DisputeRefused
from recovery.understanding import TellRefused
from trust.readings import ReadingRefused
from updates.sending import SendRefused
from updates.talking import TalkRefused

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import QueryDict

    from desk.steps.contract import Page, Way
    from desk.steps.slots import Slot

REFUSALS = (
    AnswerRefused,
    ChangeRefused,
    ContainmentRefused,
    DecisionRefused,
    DisputeRefused,
    EvidenceRefused,
    PromiseRefused,
    ReadingRefused,
    SendRefused,
    StepRefused,
    TalkRefused,
    TellRefused,
)
FINISH, SAVE = "finish", "save"
KEEP_THEIRS, TAKE_OUT = "theirs", "out"
LONGEST = 200_000
NOT_TYPED = ("csrfmiddlewaretoken", "act", BEGUN)


@dataclass
class Outcome:
    """What became of a press: a sentence after which the page is opened anew, or the page shown again as it was."""

    said: str = ""
    finished: bool = False
    shown_again: bool = False
    refused: bool = False
    form: forms.Form | None = None
    slots: dict[str, Slot] | None = None


def save(page: Page, slots: dict[str, Slot], posted: QueryDict) -> Outcome:
    """Do what the pressed button says; an unknown one keeps the draft. What is typed elsewhere stays as a draft."""
    act = posted.get("act", "")
    part, _dot, end = act.partition(".")
    if act == FINISH:
        return _finish(page, slots, posted)
    if act == SAVE:
        return _save(page, [slot for slot in slots.values() if slot.filled], posted)
    if act in slots:
        return _save(page, [slots[act]], posted)
    if part in slots and end in slots[part].part.ways:
        return _go(page, slots, slots[part].part.ways[end], part, posted)
    changed = STEP_PAGES[page.number].rewrite(page, posted)
    if changed is not None:
        return Outcome(shown_again=True, slots=slots_of(page, changed))
    if act in STEP_PAGES[page.number].acts:
        return _own_act(page, act, posted)
    if part in slots and end == KEEP_THEIRS:
        return _done(page, _("Their version stands. Yours was not saved."), _without(posted, [part]))
    if part in slots and end == TAKE_OUT:
        return _take_out(page, slots[part], posted)
    keep(page, posted)
    return Outcome(said=_("Your draft is kept."))


def keep(page: Page, posted: QueryDict, *, begun: datetime | None = None) -> str:
    """Keep what is typed as this person's draft; what stands against it otherwise, in a sentence.

    `begun`: when a page was opened that keeps its draft by itself (incidents/evidence.py).
    """
    fields = _without(posted, []).urlencode()
    if len(fields) > LONGEST:
        return _("Not saved: this is too long to keep.")
    kept = keep_draft(page.incident, number=page.number, fields=fields, by=page.person, now=page.now, begun=begun)
    return "" if kept else str(LATE)


def _save(page: Page, wanted: list[Slot], posted: QueryDict) -> Outcome:
    """All of `wanted`, once every one of them is right; what was saved is no draft any more."""
    wrong = [slot for slot in wanted if not slot.bind(posted)]
    if wrong:
        return _again(page, wrong, posted)
    said, rest = _("Nothing was changed."), posted
    for slot in wanted:
        try:
            said = slot.save()
        except ChangedMeanwhile as changed:
            slot.meet(changed)
            return _again(page, [slot], rest)
        except REFUSALS as refused:
            slot.form.add_error(_field_of(refused, slot), str(refused))
            return _again(page, [slot], rest)
        rest = _without(rest, [slot.name])
    return _done(page, said, rest)


def _go(page: Page, slots: dict[str, Slot], way: Way, part: str, posted: QueryDict) -> Outcome:
    """One act over several forms: all are right, or none is written."""
    wanted = [slots[name] for name in (part, *way.beside)]
    wrong = [slot for slot in wanted if not slot.bind(posted)]
    if wrong:
        return _again(page, wrong, posted)
    try:
        if changed := next((slot for slot in wanted if slot.theirs is not None), None):
            raise ChangedMeanwhile(changed.theirs)  # type: ignore[arg-type]
        said = way.does(slots)
    except ChangedMeanwhile as changed_meanwhile:
        next(slot for slot in wanted if slot.part.kind).meet(changed_meanwhile)
        return _again(page, wanted, posted)
    except REFUSALS as refused:
        wanted[0].form.add_error(_field_of(refused, wanted[0]), str(refused))
        return _again(page, wanted, posted)
    rest = _without(posted, [slot.name for slot in wanted])
    return _done(page, said, rest)


def _finish(page: Page, slots: dict[str, Slot], posted: QueryDict) -> Outcome:
    """First what is typed is saved, then the gate is asked; a refusal shows the forms on what stands by then."""
    filled = [slot for slot in slots.values() if slot.filled]
    saved = _save(page, filled, posted)
    if saved.shown_again or saved.finished:
        return saved
    try:
        finish_step(page.incident, number=page.number, by=page.person, now=page.now)
    except StepRefused:
        page.look_again()
        rest = _without(posted, [slot.name for slot in filled])
        return Outcome(shown_again=True, refused=True, slots=slots_of(page, rest))
    return Outcome(said=_("Step %(number)s is finished.") % {"number": page.number}, finished=True)


def _own_act(page: Page, act: str, posted: QueryDict) -> Outcome:
    own = STEP_PAGES[page.number].acts[act]
    try:
        said = own(page, posted)
    except REFUSALS as refused:
        return _again(page, [], posted, sentence=str(refused))
    return _done(page, said, _without(posted, [act.partition(".")[0]]))


def _take_out(page: Page, slot: Slot, posted: QueryDict) -> Outcome:
    try:
        said = slot.take_out(posted)
    except ChangedMeanwhile as changed:
        slot.meet(changed)
        return _again(page, [slot], posted)
    except EvidenceRefused as refused:
        return _again(page, [slot], posted, sentence=str(refused))
    return _done(page, said, _without(posted, [slot.name]))


def _done(page: Page, said: str, rest: QueryDict) -> Outcome:
    """What is typed in other forms and not saved stays."""
    was_finished = page.finished
    page.look_again()
    if any(slot.filled for slot in slots_of(page, rest).values()):
        keep(page, rest)
    else:
        drop_draft(page.incident, number=page.number, by=page.person, now=page.now)
    return Outcome(said=said, finished=page.finished != was_finished)


def _again(page: Page, wrong: list[Slot], posted: QueryDict, *, sentence: str = "") -> Outcome:
    """The page as it was typed, with what is wrong said. Where it has no forms any more, the words become a draft."""
    page.look_again()
    if not page.writes:
        keep(page, posted)
    slots = slots_of(page, posted) | {slot.name: slot for slot in wrong}
    form: forms.Form | None = next((slot.form for slot in wrong if slot.wrong), None)
    if sentence:
        form = form or Sentence(sentence)
    return Outcome(shown_again=True, form=form, slots=slots)


class Sentence(forms.Form):
    """A refusal that belongs to no field, as the error summary wants it."""

    def __init__(self, sentence: str) -> None:
        super().__init__({})
        self.add_error(None, sentence)


def _field_of(refused: Exception, slot: Slot) -> str | None:
    field = getattr(refused, "field", "")
    return field if field in slot.form.fields else None


def _without(posted: QueryDict, parts: list[str]) -> QueryDict:
    rest = posted.copy()
    for key in list(rest):
        if key in NOT_TYPED or key.partition("-")[0] in parts:
            del rest[key]
    return rest
