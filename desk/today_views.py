"""Today, and the way in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from desk.doors import person_of
from desk.today import may_see_everyone, today
from ground.accounts.models import Role
from ground.worktime.now import now
from updates.instants import Reader


@require_safe
@login_required
def show_today(request: HttpRequest) -> HttpResponse:
    person, instant = person_of(request), now()
    if person.role == Role.COLLEAGUE:
        return redirect("desk:reports")
    if person.role == Role.ADMINISTRATOR:
        return redirect("board:people")
    everyone = may_see_everyone(person) and "mine" not in request.GET
    context = {
        "today": today(person, instant, everyone=everyone),
        "today_words": Reader.of_person(person).moment(instant),
        "now": instant,
        "everyone": everyone,
        "can_switch": may_see_everyone(person),
        "may_own": person.role == Role.MANAGER,
    }
    return render(request, "desk/today.html", context)
