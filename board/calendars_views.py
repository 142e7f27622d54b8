"""Working time: each calendar's week, its holidays and special days, and a place to try what the clock makes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from board import settings_words as words
from board.settings_forms import (
    PlaceForm,
    SpecialDayForm,
    TryForm,
    WeekForm,
    WhyForm,
    attempt,
    blocks_typed,
    code_of,
)
from board.trying import odd_days, try_it
from ground.accounts import calendars
from ground.accounts.access import administrators_only, me, only_with
from ground.accounts.models import House, Team
from ground.languages import written_day
from ground.worktime.models import WorkCalendar
from ground.worktime.now import now
from updates.choices import SpanUnit
from updates.clock import Span

USUAL = Span(4, SpanUnit.WORKING_HOURS)


@only_with("settings")
@require_safe
def show_house_calendar(request: HttpRequest) -> HttpResponse:
    return _show(request, House.objects.select_related("calendar").get().calendar)


@only_with("settings")
@require_safe
def show_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, get_object_or_404(WorkCalendar, pk=pk))


def _show(request: HttpRequest, calendar: WorkCalendar) -> HttpResponse:
    instant, zone = now(), ZoneInfo(calendar.zone)
    asked = "start" in request.GET or "span" in request.GET
    begin = {"start": instant.astimezone(zone).strftime("%Y-%m-%dT%H:%M"), "span": code_of(USUAL)}
    form = TryForm(request.GET if asked else None, zone=zone, initial=begin)
    start, span = (form.cleaned_data["start"], form.cleaned_data["span"]) if form.is_valid() else (instant, USUAL)
    context = {
        "tab": "working_time",
        "calendar": calendar,
        "calendars": WorkCalendar.objects.order_by("name"),
        "week": words.week_rows(calendar.hours()),
        "odd_days": odd_days(calendar, instant),
        "teams": Team.objects.filter(calendar=calendar).annotate(
            size=Count("people", filter=Q(people__is_active=True))
        ),
        "may_change": me(request).powers.administers,
        "try_form": form,
        "form": form if asked else None,
        "tried": None if form.errors else try_it(calendar, start, span, instant),
        "history": words.changes_of("calendar", calendar.pk),
    }
    return render(request, "board/settings_calendar.html", context)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def open_calendar(request: HttpRequest) -> HttpResponse:
    begin = {"zone": House.objects.get().zone}
    form = PlaceForm(request.POST if request.method == "POST" else None, initial=begin)
    if request.method == "POST" and attempt(
        form, lambda: calendars.open_calendar(**form.cleaned_data, by=me(request), now=now())
    ):
        messages.success(request, _("%(name)s is open. It begins with the hours of the house.") % form.cleaned_data)
        return redirect("board:calendar", pk=WorkCalendar.objects.get(name=form.cleaned_data["name"]).pk)
    heading, act = _("Open a calendar"), _("Open the calendar")
    return _form_page(request, None, form, heading, act, _("Name a team’s or a person’s calendar on their page."))


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def change_place(request: HttpRequest, pk: int) -> HttpResponse:
    calendar = get_object_or_404(WorkCalendar, pk=pk)
    shown = {name: getattr(calendar, name) for name in ("name", "zone", "country", "region")}
    form = PlaceForm(request.POST if request.method == "POST" else None, initial=shown)
    verb = lambda: calendars.change_place(calendar, **form.cleaned_data, by=me(request), now=now())  # noqa: E731
    return _change(request, calendar, form, verb, _("Name, zone and holidays"))


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def change_week(request: HttpRequest, pk: int) -> HttpResponse:
    calendar = get_object_or_404(WorkCalendar, pk=pk)
    shown = {f"day_{number}": blocks_typed(blocks) for number, blocks in enumerate(calendar.hours().week)}
    form = WeekForm(request.POST if request.method == "POST" else None, initial=shown)

    def verb() -> object:
        why = form.cleaned_data["why"]
        return calendars.change_week(calendar, week=form.week(), by=me(request), now=now(), why=why)

    return _change(request, calendar, form, verb, _("Hours of the week"))


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def set_day(request: HttpRequest, pk: int) -> HttpResponse:
    """A new special day, or one of the calendar's that `on` names."""
    calendar = get_object_or_404(WorkCalendar, pk=pk)
    form = SpecialDayForm(request.POST if request.method == "POST" else None, initial=_day_shown(request, calendar))
    verb = lambda: calendars.set_special_day(calendar, **form.cleaned_data, by=me(request), now=now())  # noqa: E731
    return _change(request, calendar, form, verb, _("A day with other hours"))


def _day_shown(request: HttpRequest, calendar: WorkCalendar) -> dict[str, object]:
    on = _day(request.GET.get("on", ""))
    if on is None:
        return {}
    label = calendar.special_days.filter(on=on).values_list("label", flat=True).first() or ""
    return {"on": on, "label": label, "blocks": blocks_typed(calendar.hours().blocks_on(on))}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:20])
    except ValueError:
        return None


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def drop_day(request: HttpRequest, pk: int, day: str) -> HttpResponse:
    calendar = get_object_or_404(WorkCalendar, pk=pk)
    on = _day(day)
    if on is None or not calendar.special_days.filter(on=on).exists():
        raise Http404
    form = WhyForm(request.POST if request.method == "POST" else None)

    def verb() -> object:
        return calendars.drop_special_day(calendar, on=on, by=me(request), now=now(), why=form.cleaned_data["why"])

    heading = _("Let %(day)s follow the week again") % {"day": written_day(on, "long-year")}
    return _change(request, calendar, form, verb, heading)


def _change(
    request: HttpRequest, calendar: WorkCalendar, form: forms.Form, verb: Callable[[], object], heading: str
) -> HttpResponse:
    """One page with one form about a calendar: what it did, or why it did not."""
    if request.method == "POST" and attempt(form, verb):
        messages.success(request, _("Saved. Running clocks keep the time they were promised."))
        return redirect("board:calendar", pk=calendar.pk)
    return _form_page(request, calendar, form, heading, _("Save"), "")


def _form_page(
    request: HttpRequest, calendar: WorkCalendar | None, form: forms.Form, heading: str, act: str, lead: str
) -> HttpResponse:
    context = {"calendar": calendar, "form": form, "heading": heading, "act": act, "lead": lead, "tab": "working_time"}
    return render(request, "board/settings_form.html", context)
