"""The end of a recovery and what follows: closing, check-ins, opening again, leaving it closed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from desk.case_forms import ReasonForm
from desk.closing_forms import CheckInForm, CloseForm, ReopenForm
from desk.closing_page import Look, context_of
from desk.doors import incident_to_change, person_of
from desk.people import contacts_of
from desk.reading import letter_to_read
from ground.accounts.models import Role
from ground.decisions.refusals import DecisionRefused
from ground.worktime.now import now
from incidents.answering import AnswerRefused
from incidents.choices import Size, State
from incidents.endings import EndingRefused, why_not_open
from incidents.gathering import finished_steps
from incidents.steps import LAST
from recovery.after_closing import answered, decline, open_again
from recovery.check_ins import ask_now
from recovery.closing import ask_override, ask_without_word, close_by_a_manager, close_met, close_without_word
from trust.readings import ReadingRefused
from updates.choices import UpdateKind
from updates.instants import Reader
from updates.sending import SendRefused
from updates.wording import closing_words, ending_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from incidents.models import CheckIn, Incident

REFUSED = (EndingRefused, SendRefused, DecisionRefused, AnswerRefused, ReadingRefused)
MET, PREVIEW = "close", "preview"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def close(request: HttpRequest, reference: str) -> HttpResponse:
    incident, person, instant = incident_to_change(request, reference), person_of(request), now()
    if incident.state != State.OPEN or incident.size == Size.SMALL:
        if incident.state == State.CLOSED and request.method == "POST":
            messages.error(request, why_not_open(incident, instant))
        return redirect("desk:incident", reference)
    look = Look(incident, person, instant)
    form, act = _form(request, look), request.POST.get("act", "")
    if request.method == "POST" and form.is_valid() and act != PREVIEW:
        try:
            if done := _do(act, form, look):
                messages.success(request, done)
                return redirect("desk:close" if act.startswith("ask_") else "desk:incident", reference)
        except REFUSED as refused:
            form.add_error(None, str(refused))
    return render(request, "desk/close.html", {**context_of(look), "form": form, "letter": _letter(form, look)})


def _form(request: HttpRequest, look: Look) -> CloseForm:
    incident, people = look.incident, contacts_of(look.incident)
    known = partial(CloseForm, incident=incident, people=people, met=look.may_close, reasoned=look.reasoned)
    made = partial(known, now=look.now, unsent=request.POST.get("act") == PREVIEW)
    if request.method == "POST":
        return made(request.POST)
    reader = Reader.of_readers(look.incident)
    with override(reader.language):
        met = closing_words(list(look.days.values()), now=look.now, reader=reader)
        heading, body = met if look.may_close else ending_words()
    return made(initial={"heading": heading, "body": body})


def _do(act: str, form: CloseForm, look: Look) -> str:
    """The one verb of the button that was pressed, and the sentence after it; a form error and nothing otherwise."""
    if act not in VERBS:
        form.add_error(None, _("Choose what to do."))
        return ""
    return VERBS[act](look, form, form.cleaned_data.get("reason", ""))


def _close_met(look: Look, form: CloseForm, reason: str) -> str:
    closed = close_met(look.incident, letter=form.letter(), reason=reason, by=look.person, now=look.now)
    return _("Closed at trust %(value)s. The last letter is on its way.") % {"value": closed.closed_at_trust}


def _ask_override(look: Look, form: CloseForm, reason: str) -> str:
    ask_override(look.incident, reason=reason, letter=form.letter(), by=look.person, now=look.now)
    return _("A manager was asked. The clock runs until somebody says yes.")


def _ask_without_word(look: Look, form: CloseForm, reason: str) -> str:
    ask_without_word(look.incident, reason=reason, letter=form.letter(), by=look.person, now=look.now)
    return _("A manager was asked. The clock runs until somebody says yes.")


def _override(look: Look, form: CloseForm, reason: str) -> str:
    letter = form.letter()
    words = {"heading": letter.heading, "body": letter.body, "nobody_because": letter.nobody_because}
    close_by_a_manager(look.incident, reason=reason, contacts=letter.contacts, by=look.person, now=look.now, **words)
    return _("Closed. Your reason stays on record.")


def _without_word(look: Look, form: CloseForm, reason: str) -> str:
    close_without_word(look.incident, reason=reason, letter=form.letter(), by=look.person, now=look.now)
    return _("Closed without their word. Your reason stays on record.")


VERBS: dict[str, Callable[[Look, CloseForm, str], str]] = {
    MET: _close_met,
    "ask_override": _ask_override,
    "ask_without_word": _ask_without_word,
    "override": _override,
    "without_word": _without_word,
}


def _letter(form: CloseForm, look: Look) -> Any:
    people = getattr(form, "cleaned_data", {}).get("tell")
    contacts = list(people if people is not None else form.fields["tell"].queryset)  # type: ignore[attr-defined]
    return letter_to_read(
        look.incident.customer,
        incident=look.incident,
        kind=UpdateKind.RESOLVED,
        heading=str(form["heading"].value() or ""),
        body=str(form["body"].value() or ""),
        contacts=contacts,
        next_at=None,
        author=look.person,
    )


def _check_in(incident: Incident, day: int) -> CheckIn:
    """The check-in of the closing in force."""
    check_in = get_object_or_404(incident.check_ins.all().standing(), day=day)
    check_in.incident = incident
    return check_in


@require_POST
@login_required
def ask_check_in(request: HttpRequest, reference: str, day: int) -> HttpResponse:
    """Ask now instead of waiting for the day."""
    incident, instant = incident_to_change(request, reference), now()
    try:
        asked = ask_now(_check_in(incident, day), by=person_of(request), now=instant)
    except EndingRefused as refused:
        messages.error(request, str(refused))
    else:
        done = _("Asked. You read the answer first.") if asked.asked_at else _("No letter reaches them. Ring them.")
        messages.success(request, done)
    return redirect("desk:incident", reference)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def note_check_in(request: HttpRequest, reference: str, day: int) -> HttpResponse:
    """What they said when somebody rang."""
    incident, person, instant = incident_to_change(request, reference), person_of(request), now()
    check_in = _check_in(incident, day)
    form = CheckInForm(request.POST or None, incident=incident, zone=person.zone, now=instant)
    if request.method == "POST" and form.is_valid():
        try:
            answered(check_in, by=person, now=instant, **form.cleaned_data)
            messages.success(request, _("Noted."))
            return redirect("desk:incident", reference)
        except REFUSED as refused:
            form.add_error(None, str(refused))
    text = _("Two questions: has it stayed right, and how much do they trust us now?")
    return _ask(request, incident, form, _("What they say after %(n)s days") % {"n": day}, text, _("Note it"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reopen(request: HttpRequest, reference: str) -> HttpResponse:
    incident, person, instant = incident_to_change(request, reference), person_of(request), now()
    proposed = incident.reopenings.waiting().select_related("answer__contact").first()
    finished = sorted(finished_steps(incident))
    said = proposed.answer.words if proposed else ""
    form = ReopenForm(
        request.POST or None, finished=finished, proposed=LAST if proposed else None, initial={"reason": said}
    )
    if request.method == "POST" and form.is_valid():
        try:
            open_again(incident, by=person, now=instant, **form.cleaned_data)
            messages.success(request, _("It is open again, and its clock runs."))
            return redirect("desk:incident", reference)
        except EndingRefused as refused:
            form.add_error(None, str(refused))
    text = _("The clock starts at once. The first update is due by the rhythm of its severity.")
    return _ask(request, incident, form, _("Open it again"), text, _("Open again"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def stay_closed(request: HttpRequest, reference: str) -> HttpResponse:
    """A manager leaves it closed, though they said that it is not right."""
    incident, person, instant = incident_to_change(request, reference), person_of(request), now()
    if person.role != Role.MANAGER:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decline(incident, reason=form.cleaned_data["reason"], by=person, now=instant)
            messages.success(request, _("It stays closed. Your reason stays on record."))
            return redirect("desk:incident", reference)
        except EndingRefused as refused:
            form.add_error(None, str(refused))
    text = _("They said that it is not right. Say why it stays closed all the same.")
    return _ask(request, incident, form, _("Leave it closed"), text, _("Leave it closed"), late=True)


def _ask(
    request: HttpRequest, incident: Incident, form: Any, heading: str, text: str, label: str, **more: Any
) -> HttpResponse:
    words = {"heading": heading, "text": text, "label": label}
    return render(request, "desk/ask.html", {"incident": incident, "form": form, "nav_key": "today", **words, **more})
