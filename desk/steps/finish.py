"""The foot of a step: what is there, what is missing, who finished it, and the next right act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.steps.contract import Link
from incidents.choices import StepState
from incidents.gates import checks, comes_first, how_many
from incidents.steps import rule

if TYPE_CHECKING:
    from desk.steps.contract import Page, StepPage


@dataclass(frozen=True)
class Finish:
    """`next` is the solid button; `label` is that of “Finish”, empty when nobody may press it; `lacks` while
    something is missing."""

    heading: str
    lacks: bool
    checks: list[dict[str, str]]
    label: str
    next: Link | None
    by: str
    reopen_url: str
    grows: bool
    """Whether it is worth saying that a finished step may be added to."""


def finish_of(page: Page, step: StepPage) -> Finish:
    lines = _lines(page, step)
    missing = sum(line["state"] == "missing" for line in lines)
    opened = page.writes and not page.finished
    number = {"number": page.number}
    return Finish(
        heading=_heading(page, missing),
        lacks=bool(missing),
        checks=lines,
        label=_("Finish step %(number)s") % number if opened else "",
        next=_next(page, step, missing),
        by=_finished_by(page),
        reopen_url=_reopen_url(page),
        grows=page.writes and page.step.state == StepState.DONE,
    )


def _heading(page: Page, missing: int) -> str:
    number = {"number": page.number}
    if page.step.state == StepState.NOT_NEEDED:
        return _("Nothing to dispute")
    if page.finished or not missing:
        return _("Everything for step %(number)s is here") % number
    return how_many(page.number, missing)


def _lines(page: Page, step: StepPage) -> list[dict[str, str]]:
    """A finished step shows what was there; what became open since then is a note, for it was finished all the same."""
    subs, gone = step.subs(page), "note" if page.finished else "missing"
    found = [
        {"text": words.rstrip("."), "state": "done" if there else gone, "sub": subs.get(code, "")}
        for code, words, there in checks(page.number, page.case(page.number))
    ]
    return [*_order(page), *found]


def _order(page: Page) -> list[dict[str, str]]:
    first = min((n for n in range(1, page.number) if n not in page.finished_steps), default=None)
    if page.finished or first is None:
        return []
    before, after = comes_first(first, page.case(first))
    url = reverse("desk:step", args=[page.incident.reference, first])
    return [{"text": before, "sub": after, "state": "missing", "url": url}]


def _next(page: Page, step: StepPage, missing: int) -> Link | None:
    now = page.incident.step_now
    if not page.writes or not page.finished:
        return step.next_act(page) if page.writes and missing else None
    if now is None:
        return Link(_("See what closing needs"), url=reverse("desk:close", args=[page.incident.reference]))
    if now == page.number:
        return None
    label = _("Back to step %(number)s") % {"number": now}
    return Link(label, url=reverse("desk:incident", args=[page.incident.reference]))


def _finished_by(page: Page) -> str:
    row = page.step
    if row.finished_at is None or row.finished_by is None:
        return ""
    who = {"name": row.finished_by.name, "when": page.said(row.finished_at)}
    if row.state == StepState.NOT_NEEDED:
        return _("Marked by %(name)s, %(when)s.") % who
    return _("Finished by %(name)s, %(when)s.") % who


def _reopen_url(page: Page) -> str:
    if not (page.writes and page.finished):
        return ""
    return reverse("desk:reopen_step", args=[page.incident.reference, page.number])


def opens_again(page: Page) -> str:
    """Which steps open again with this one, in a sentence."""
    later = [n for n in sorted(page.finished_steps) if n > page.number]
    stays = _("What was written stays.")
    if not later:
        return _("Only this step opens again. %(stays)s") % {"stays": stays}
    names = _listed([f"{n}, {rule(n).name}" for n in later])
    words = ngettext("Step %(names)s opens again as well.", "Steps %(names)s open again as well.", len(later))
    return f"{words % {'names': names}} {stays}"


def _listed(names: list[str]) -> str:
    return (
        names[0]
        if len(names) == 1
        else _("%(first)s and %(last)s") % {"first": "; ".join(names[:-1]), "last": names[-1]}
    )


def state_of(page: Page, step: StepPage) -> dict[str, Any] | None:
    """The pill at the head of the step."""
    own = step.state(page)
    if own is not None:
        return {"tone": own[0], "icon_name": own[1], "text": own[2]}
    row = page.step
    if row.state == StepState.NOT_NEEDED:
        return {"tone": "", "icon_name": "", "text": _("Not needed")}
    if row.finished_at is not None:
        text = _("Finished %(day)s") % {"day": page.day(row.finished_at)}
        return {"tone": "kept", "icon_name": "check-lg", "text": text}
    return None
