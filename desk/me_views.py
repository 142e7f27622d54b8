"""Your settings: zone, language, days away, appearance, password."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ground.accounts import absences, people
from ground.accounts.access import me
from ground.accounts.form_parts import AbsenceForm, LanguageField, ZoneField
from ground.accounts.models import Absence, House, Person
from ground.accounts.refusals import PeopleRefused
from ground.worktime.now import now
from updates.snippets import WRITERS


class MeForm(forms.Form):
    """All that somebody may change about themselves."""

    zone = ZoneField(help_text=gettext_lazy("Times you see are told in it."))
    language = LanguageField(help_text=gettext_lazy("Letters to you come in it; pages too, where they are translated."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_me(request: HttpRequest) -> HttpResponse:
    person = me(request)
    begin = {"zone": person.zone, "language": person.language}
    form = MeForm(request.POST if request.method == "POST" else None, initial=begin)
    if request.method == "POST" and form.is_valid():
        people.change_own(person, **form.cleaned_data, now=now())
        messages.success(request, _("Saved."))
        return redirect("desk:settings")
    return _page(request, person, form, AbsenceForm(person=person))


@login_required
@require_POST
def note_absence(request: HttpRequest) -> HttpResponse:
    person = me(request)
    form = AbsenceForm(request.POST, person=person)
    try:
        if form.is_valid():
            absences.note_absence(person, **form.cleaned_data, by=person, now=now())
            messages.success(request, _("Noted."))
            return redirect("desk:settings")
    except PeopleRefused as refusal:
        form.add_error(None, str(refusal))
    return _page(request, person, MeForm(initial={"zone": person.zone, "language": person.language}), form)


@login_required
@require_POST
def end_absence(request: HttpRequest, pk: int) -> HttpResponse:
    person = me(request)
    absence = get_object_or_404(Absence, pk=pk, person=person)
    try:
        absences.end_absence(absence, by=person, now=now())
        messages.success(request, _("Taken out."))
    except PeopleRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:settings")


def _page(request: HttpRequest, person: Person, form: MeForm, absence_form: AbsenceForm) -> HttpResponse:
    calendar = person.calendar or (person.team.calendar if person.team else None)
    return render(
        request,
        "desk/me.html",
        {
            "person": person,
            "may_write": person.role in WRITERS,
            "form": form,
            "absence_form": absence_form,
            "wrong_form": absence_form if absence_form.is_bound else form,
            "absences": person.absences.filter(ends_at__gt=now()).select_related("deputy"),
            "calendar": calendar or House.objects.get().calendar,
        },
    )
