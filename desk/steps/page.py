"""One step on a page, in the order every step has: state, guide with what was found before, evidence, form, finish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from desk.steps.finish import finish_of, state_of
from desk.steps.slots import Slot
from desk.steps.table import STEP_PAGES
from incidents.steps import rule
from updates.clock_words import time_words

if TYPE_CHECKING:
    from desk.steps.contract import Page, StepPage
    from incidents.models import StepDraft


@dataclass(frozen=True)
class Found:
    """A line of the guide: from which step it comes, and the words."""

    source: str
    words: str
    said: bool


def slots_of(page: Page, typed: QueryDict | None) -> dict[str, Slot]:
    """The forms of the step by name, each with what is typed in it and not saved."""
    return {part.name: Slot(part, page, typed) for part in STEP_PAGES[page.number].parts(page)}


def draft_of(page: Page) -> StepDraft | None:
    if not page.writes:
        return None
    return page.standing.draft(page.number)


def step_context(page: Page, slots: dict[str, Slot] | None = None, **more: Any) -> dict[str, Any]:
    """What the part of the page about the step is rendered with."""
    step, draft = STEP_PAGES[page.number], None
    if slots is None:
        draft = draft_of(page)
        slots = slots_of(page, QueryDict(draft.fields) if draft else None)
    context = {
        "page": page,
        "step": page.step,
        "rule": rule(page.number),
        "step_template": step.template,
        "step_state": state_of(page, step),
        "earlier": _guide(page) if page.may_read else [],
        "parts": slots,
        "finish": finish_of(page, step),
        "saved": _saved(page, draft),
        "conflict": next((slot for slot in slots.values() if slot.theirs is not None), None),
    }
    return context | (_of_the_step(page, step, slots) if page.may_read else {}) | more


def beside(page: Page, posted: QueryDict) -> dict[str, Any]:
    """What stands beside the step anew, as somebody types."""
    step = STEP_PAGES[page.number]
    return {"step_side": step.side, "page": page, **step.aside(page, slots_of(page, posted))} if step.side else {}


def _of_the_step(page: Page, step: StepPage, slots: dict[str, Slot]) -> dict[str, Any]:
    side = {"step_side": step.side, **step.aside(page, slots)} if step.side and page.writes else {}
    return step.context(page) | side


def _guide(page: Page) -> list[Found]:
    lines = STEP_PAGES[page.number].earlier(page)
    return [Found(_("From step %(number)s") % {"number": e.number}, e.words, e.said) for e in lines if e.words]


def _saved(page: Page, draft: StepDraft | None) -> str:
    return _("Saved %(time)s") % {"time": time_words(draft.saved_at, page.zone)} if draft else ""
