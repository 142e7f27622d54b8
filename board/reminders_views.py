"""The page of reminders: what was due, what was sent and how late, and whom no reminder would reach."""

from __future__ import annotations

from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from board import reminder_words as words
from board import reminders
from ground.accounts.access import me, only_with
from ground.outbox import pulses
from ground.worktime.now import now
from updates.reachability import everywhere, gaps_for

Row = TypeVar("Row", bound=Model)
PAGE = 50
NIGHTLY = "updates.tasks.check_at_night"
MOST_FAULTS = 100


@only_with("watches")
@require_safe
def show_reminders(request: HttpRequest) -> HttpResponse:
    person, instant = me(request), now()
    view = request.GET.get("view", "all")
    view = view if view in reminders.VIEWS or view == reminders.COMING else "all"
    cases = reminders.cases_of(person)
    found = reminders.reminders_of(cases)
    context = {
        "tabs": reminders.tabs(view),
        "figures": reminders.figures(found, instant),
        "gaps": words.gap_lines(gaps_for(person, everywhere(instant)), person),
        "faults": words.fault_rows(words.open_faults(cases)[:MOST_FAULTS], person, instant),
        "looked": _last_look(),
        "coming": view == reminders.COMING,
    }
    if view == reminders.COMING:
        ahead = _page(request, words.coming_up(cases, instant))
        context |= {"page": ahead, "rows": words.coming_rows(ahead.object_list, person, instant)}
    else:
        page = _page(request, reminders.chosen(found, view))
        context |= {"page": page, "rows": reminders.rows(page.object_list, person, instant)}
    return render(request, "board/reminders.html", context)


def _page(request: HttpRequest, rows: QuerySet[Row]) -> Page[Row]:
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))


def _last_look() -> bool:
    """Whether the check at night has run in the last two days."""
    ran = pulses.ages().get(NIGHTLY, pulses.NEVER).ran
    return ran is not None and ran.days < 2
