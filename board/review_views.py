"""The review board's page."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from board.decisions import lead_words, rows_for
from board.review import (
    Filters,
    board_of,
    counts_of,
    found_among,
    lead,
    owners_of,
    rows,
    tabs,
    view_filter,
    with_trust_before,
)
from board.review_figures import figures
from board.week import week_of
from ground.accounts.models import Person, Role, asking
from ground.built_once import BuiltOnce
from ground.worktime.now import now
from incidents.answering import unanswered_since
from incidents.choices import Kind
from incidents.counting import count_words
from incidents.models import Incident, IncidentQuerySet
from incidents.steps import STEPS
from recovery.to_see_to import to_see_to
from updates.by_call import by_call

PAGE = 25
MAY_REVIEW = (Role.MANAGER, Role.ACCOUNT_MANAGER, Role.AUDITOR, Role.FINANCE)


class Counted(Paginator):  # type: ignore[type-arg]
    """Pages of rows whose number is known already."""

    def __init__(self, rows: QuerySet[Incident] | list[Incident], per_page: int, count: int, more: bool) -> None:
        super().__init__(rows, per_page)
        self.count, self.total = count, count_words(count, more=more)


def as_shown(found: IncidentQuerySet) -> IncidentQuerySet:
    """With all that a line of the board says, by the clock."""
    told = with_trust_before(found).annotate(unanswered_since=unanswered_since(), **by_call())
    return told.select_related("customer", "owner").by_clock()


def _first_page(role: str, view: str, person: int, at: datetime) -> QuerySet[Incident]:
    return as_shown(board_of(asking(role, person, at)).filter(view_filter(view, at)))[:PAGE]


FIRST: BuiltOnce[Incident] = BuiltOnce(_first_page)
"""The board as it is opened, and each of its views."""


@require_safe
@login_required
def review(request: HttpRequest) -> HttpResponse:
    person, instant = request.user, now()
    if not isinstance(person, Person) or person.role not in MAY_REVIEW:
        raise Http404
    wanted = Filters.of(request.GET.dict())
    counts = counts_of(person, instant)
    number = request.GET.get("page", "1")
    plain = number == "1" and not (wanted.owner or wanted.kind or wanted.step)

    def found() -> IncidentQuerySet:
        return wanted.narrow(board_of(person), instant)

    shown = FIRST.ask(person.role, wanted.view, person=person.pk, at=instant) if plain else as_shown(found())
    page = Counted(shown, PAGE, *found_among(found, wanted, counts)).get_page(number)
    decisions, waiting = rows_for(person, instant)
    week = week_of(person, instant)
    context = {
        "filters": wanted,
        "tabs": tabs(counts, wanted.view),
        "figures": figures(counts, week, person, instant),
        "lead": lead(counts["late"]),
        "decides": person.powers.decides,
        "to_see_to": to_see_to(person, instant, everyone=True) if person.powers.feelings else [],
        "decisions": decisions,
        "more_decisions": waiting - len(decisions),
        "campaigns": week.campaigns,
        "decisions_lead": lead_words(waiting),
        "page": page,
        "rows": rows(list(page), instant, person.zone),
        "owners": owners_of(person, instant),
        "kinds": Kind.choices,
        "steps": STEPS,
    }
    return render(request, "board/review.html", context)
