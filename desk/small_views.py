"""The small mistake: logged and told on one page; made a full recovery, or settled by their yes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from desk.case_forms import ReasonForm
from desk.doors import incident_to_change, person_of
from desk.reading import letter_to_read
from desk.small_form import COMPOSE, PARTS, SEND, SmallForm
from ground.worktime.now import now
from incidents.choices import Size, State
from incidents.endings import EndingRefused
from incidents.opening import LogRefused
from incidents.small import SmallRefused, limit_in, objection_until
from recovery.growing import make_it_full
from recovery.small import log_small, settle_by_their_yes
from updates.choices import UpdateKind
from updates.sending import SendRefused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ground.accounts.models import Person
    from incidents.models import Incident


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def log(request: HttpRequest) -> HttpResponse:
    person, act = person_of(request), request.POST.get("act", "")
    if not person.powers.writes:
        raise Http404
    form = _form(request, person, act)
    if act == SEND and form.is_valid():
        try:
            return _save(request, form, person)
        except (SmallRefused, LogRefused, SendRefused) as refused:
            form.add_error(None, str(refused))
    return render(request, "desk/log_small.html", {"form": form, "letter": _letter(form, person), "nav_key": "today"})


def _form(request: HttpRequest, person: Person, act: str) -> SmallForm:
    if request.method == "POST" and act == SEND:
        return SmallForm(request.POST, person=person)
    typed = request.POST if act == COMPOSE else request.GET
    known = ("customer", "kind", *PARTS, "at_stake", "body")
    initial: dict[str, Any] = {
        name: typed[name][:8000].replace("\0", "") for name in known if typed.get(name, "").strip()
    }
    form = SmallForm(initial=initial, person=person)
    if act == COMPOSE:
        form.initial["body"] = form.composed()
    return form


def _letter(form: SmallForm, person: Person) -> Any:
    body = str(form["body"].value() or "").replace("\x00", "").strip()
    if form.found is None or not body:
        return None
    chosen = getattr(form, "cleaned_data", {}).get("tell")
    contacts = list(chosen if chosen is not None else form.fields["tell"].queryset)  # type: ignore[attr-defined]
    return letter_to_read(
        form.found,
        kind=UpdateKind.RESOLVED,
        heading=_("We made a mistake, and it is put right"),
        body=body,
        contacts=contacts,
        next_at=objection_until(form.found.our_hours(), now()),
        author=person,
    )


def _save(request: HttpRequest, form: SmallForm, person: Person) -> HttpResponse:
    customer, data = form.found, form.cleaned_data
    assert customer is not None
    update = log_small(
        customer=customer,
        mistake=form.mistake(),
        fields={name: data[name] for name in ("effect", "done", "cause")},
        heading=_("We made a mistake, and it is put right"),
        body=data["body"],
        contacts=list(data["tell"]),
        limit=limit_in(customer.currency),
        by=person,
        now=now(),
    )
    messages.success(request, _("Told. It is settled with their yes, or when five working days pass without a word."))
    return redirect("desk:incident", update.incident.reference)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def grow(request: HttpRequest, reference: str) -> HttpResponse:
    """It is not so small: the eight steps, with what was typed already in them."""
    incident = _small(request, reference)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            make_it_full(incident, why=form.cleaned_data["reason"], by=person_of(request), now=now())
            messages.success(request, _("It is a full recovery now. What you wrote stands in its steps."))
            return redirect("desk:incident", reference)
        except (SmallRefused, EndingRefused) as refused:
            form.add_error(None, str(refused))
    context = {
        "incident": incident,
        "form": form,
        "nav_key": "today",
        "heading": _("Make it a full recovery"),
        "text": _("The eight steps begin. Nothing is typed twice, and the clock of its severity starts."),
        "label": _("Make it a full recovery"),
    }
    return render(request, "desk/ask.html", context)


@require_POST
@login_required
def said_yes(request: HttpRequest, reference: str) -> HttpResponse:
    """They told somebody of us that it is right."""
    incident = _small(request, reference)
    try:
        settle_by_their_yes(incident, by=person_of(request), now=now())
        messages.success(request, _("Settled. They said it is right."))
    except EndingRefused as refused:
        messages.error(request, str(refused))
    return redirect("desk:incident", reference)


def _small(request: HttpRequest, reference: str) -> Incident:
    incident = incident_to_change(request, reference)
    if incident.size != Size.SMALL or incident.state != State.OPEN:
        raise Http404
    return incident
