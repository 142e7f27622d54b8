"""People, for the administrator: list, invite, change, disable, absences."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from board.forms import DisableForm, InviteForm, PeopleFilter, PersonForm
from board.people_list import in_a_sentence, people_for
from board.people_words import history_of
from ground.accounts import absences, holdings, people
from ground.accounts.access import administrators_only, me
from ground.accounts.form_parts import AbsenceForm
from ground.accounts.models import Absence, House, Person
from ground.accounts.refusals import PeopleRefused
from ground.worktime.now import now

A_PAGE = 50


def done(form: forms.Form, verb: Callable[[], object]) -> bool:
    """Call the verb when the form is whole; a refusal becomes the error of the form."""
    if not form.is_valid():
        return False
    try:
        verb()
    except PeopleRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@administrators_only
@require_safe
def list_people(request: HttpRequest) -> HttpResponse:
    filters = PeopleFilter(request.GET)
    filters.is_valid()
    instant = now()
    found = people_for(filters.cleaned_data, instant)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "filters": filters, "lead": in_a_sentence(found, instant)}
    return render(request, "board/people.html", context)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def invite_person(request: HttpRequest) -> HttpResponse:
    house = House.objects.get()
    begin = {"zone": house.zone, "language": house.language}
    form = InviteForm(request.POST if request.method == "POST" else None, initial=begin)
    if request.method == "POST" and done(form, lambda: people.invite(**form.cleaned_data, by=me(request), now=now())):
        sentence = _("%(name)s has a place. A letter with a link is on its way to %(email)s.")
        messages.success(request, sentence % form.cleaned_data)
        return redirect("board:people")
    return render(request, "board/person_invite.html", {"form": form})


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def change_person(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person, pk=pk)
    form = PersonForm(request.POST if request.method == "POST" else None, initial=_particulars(person))
    if request.method == "POST" and done(
        form, lambda: people.change_person(person, **form.cleaned_data, by=me(request), now=now())
    ):
        messages.success(request, _("Saved. %(name)s sees it with the next page.") % form.cleaned_data)
        return redirect("board:person", pk=pk)
    return _person_page(request, person, form=form)


@administrators_only
@require_POST
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person, pk=pk)
    return _act(
        request,
        person,
        lambda: people.invite_again(person, by=me(request), now=now()),
        _("A new link is on its way to %(email)s. The one before it opens nothing now."),
    )


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def disable_person(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person, pk=pk)
    held = holdings.held_by(person, now())
    form = DisableForm(request.POST if request.method == "POST" else None, person=person, held=held)
    if request.method == "POST" and done(
        form, lambda: people.disable(person, **form.cleaned_data, by=me(request), now=now())
    ):
        messages.success(request, _("%(name)s may not sign in any more.") % {"name": person.name})
        return redirect("board:person", pk=pk)
    return render(request, "board/person_disable.html", {"person": person, "form": form, "held": held})


@administrators_only
@require_POST
def enable_person(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person, pk=pk)
    enable = lambda: people.enable(person, by=me(request), now=now())  # noqa: E731
    return _act(request, person, enable, _("%(name)s may sign in again."))


@administrators_only
@require_POST
def note_absence(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person, pk=pk)
    form = AbsenceForm(request.POST, person=person)
    if done(form, lambda: absences.note_absence(person, **form.cleaned_data, by=me(request), now=now())):
        messages.success(request, _("Noted."))
        return redirect("board:person", pk=pk)
    return _person_page(request, person, absence_form=form)


@administrators_only
@require_POST
def end_absence(request: HttpRequest, pk: int) -> HttpResponse:
    absence = get_object_or_404(Absence.objects.select_related("person"), pk=pk)
    end = lambda: absences.end_absence(absence, by=me(request), now=now())  # noqa: E731
    return _act(request, absence.person, end, _("%(name)s is expected back."))


def _act(request: HttpRequest, person: Person, verb: Callable[[], object], sentence: str) -> HttpResponse:
    """One button: what it did, or why it did not, on the person's page."""
    try:
        verb()
        messages.success(request, sentence % {"name": person.name, "email": person.email})
    except PeopleRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("board:person", pk=person.pk)


def _particulars(person: Person) -> dict[str, object]:
    names = ("name", "role", "zone", "language", "phone")
    return {name: getattr(person, name) for name in names} | {"team": person.team_id, "calendar": person.calendar_id}


def _person_page(
    request: HttpRequest, person: Person, *, form: PersonForm | None = None, absence_form: AbsenceForm | None = None
) -> HttpResponse:
    instant = now()
    return render(
        request,
        "board/person.html",
        {
            "person": person,
            "form": form or PersonForm(initial=_particulars(person)),
            "absence_form": absence_form or AbsenceForm(person=person),
            "wrong_form": absence_form or form,
            "absences": person.absences.filter(ends_at__gt=instant).select_related("deputy"),
            "history": history_of("person", person.pk),
            "is_me": person == request.user,
        },
    )
