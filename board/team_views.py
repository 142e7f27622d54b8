"""Teams and their line of managers, for the administrator."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from board.forms import TeamForm
from board.people_views import done
from board.people_words import history_of
from ground.accounts import teams
from ground.accounts.access import administrators_only, me
from ground.accounts.models import House, Team
from ground.worktime.now import now


@administrators_only
@require_safe
def list_teams(request: HttpRequest) -> HttpResponse:
    people = Count("people", filter=Q(people__is_active=True))
    found = Team.objects.select_related("manager", "parent", "calendar").annotate(size=people)
    return render(request, "board/teams.html", {"teams": found})


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def open_team(request: HttpRequest) -> HttpResponse:
    begin = {"calendar": House.objects.get().calendar_id}
    form = TeamForm(request.POST if request.method == "POST" else None, initial=begin)
    if request.method == "POST" and done(form, lambda: teams.open_team(**form.cleaned_data, by=me(request), now=now())):
        messages.success(request, _("The team %(name)s is open.") % form.cleaned_data)
        return redirect("board:teams")
    return render(request, "board/team.html", {"form": form})


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def change_team(request: HttpRequest, pk: int) -> HttpResponse:
    team = get_object_or_404(Team, pk=pk)
    shown = {
        "name": team.name,
        "manager": team.manager_id,
        "parent": team.parent_id,
        "calendar": team.calendar_id,
    }
    form = TeamForm(request.POST if request.method == "POST" else None, initial=shown)
    if request.method == "POST" and done(
        form, lambda: teams.change_team(team, **form.cleaned_data, by=me(request), now=now())
    ):
        messages.success(request, _("Saved."))
        return redirect("board:team", pk=pk)
    context = {"team": team, "form": form, "chain": team.chain(), "history": history_of("team", pk)}
    return render(request, "board/team.html", context)
