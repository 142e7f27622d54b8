"""Telling the customer in writing: write an update, take it back, move the time; and a note for us."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk import findings
from desk.attaching import attached, with_files
from desk.beginnings import begin, begin_moving, offers
from desk.doors import incident_to_change, incident_to_see, person_of
from desk.inserting import INSERT, inserted, offered
from desk.moving import begun_letter
from desk.next_times import BETTER, advice, at_a_better_time
from desk.opened import LATE, opened_at
from desk.promising import ADD, SHOW, Proposals, Proposer
from desk.reading import letter_to_read
from desk.telling_forms import NoteForm, UpdateForm
from ground.worktime.now import now
from incidents.choices import How
from incidents.house_words import required_phrases
from incidents.promises import PromiseRefused, current_clock
from recovery.signing import sign_and_send
from updates import letters
from updates.by_call import call_of
from updates.choices import UpdateKind
from updates.clock_words import moment_words
from updates.instants import Reader
from updates.models import Draft
from updates.page import page_for
from updates.rows import clock_of
from updates.sending import SendRefused, Telling, undo_update
from updates.staff_letters import post
from updates.talking import TalkRefused, add_note, save_draft

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, QueryDict

    from customers.models import Contact
    from ground.accounts.models import Person
    from incidents.models import Incident

SEND, DRAFT, TO_ME = "send", "draft", "me"
UNFINISHED = (UpdateKind.MOVED, UpdateKind.NOTHING_NEW)
"""Beginnings that end in the middle of a sentence."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def write(request: HttpRequest, reference: str) -> HttpResponse:
    incident, person, instant = incident_to_change(request, reference), person_of(request), now()
    act = request.POST.get("act", "")
    form = _form(request, incident, person, instant, act)
    if act.startswith((findings.USE, findings.LEAVE, ADD, BETTER)) or act in (SHOW, INSERT):
        form.is_valid()
    elif request.method == "POST" and form.is_valid():
        if act == DRAFT:
            return _keep(request, form, person, instant)
        try:
            if act == TO_ME:
                _send_to_me(form, person, instant)
                messages.success(request, _("A copy is on its way to you. Nothing went to the customer."))
            elif (proposals := _proposals(form, person, instant)).wrong:
                form.add_error(None, _("A promise you keep track of has no good date. Look beside your letter."))
            else:
                return _send(request, form, proposals, person, instant)
        except (SendRefused, PromiseRefused) as refused:
            form.add_error(None, str(refused))
    return render(request, "desk/update.html", _context(form, incident, person, instant))


@require_POST
@login_required
def write_preview(request: HttpRequest, reference: str) -> HttpResponse:
    """What they will read, while it is typed."""
    incident, person, instant = incident_to_change(request, reference), person_of(request), now()
    form = UpdateForm(request.POST, incident=incident, person=person, now=instant)
    form.is_valid()
    return render(request, "desk/update_answer.html", {**_context(form, incident, person, instant), "anew": True})


@require_POST
@login_required
def keep_draft(request: HttpRequest, reference: str) -> HttpResponse:
    """Autosave: the words so far, nothing else."""
    incident, person, instant = incident_to_change(request, reference), person_of(request), now()
    form = UpdateForm(request.POST, incident=incident, person=person, now=instant, draft=True)
    if not form.is_valid() and (wrong := [*form.errors.get("heading", []), *form.errors.get("body", [])]):
        return HttpResponse(_("Not saved: %(why)s") % {"why": " ".join(map(str, wrong))})
    heading, body = (form.cleaned_data.get(name, "") for name in ("heading", "body"))
    if not save_draft(incident, heading=heading, body=body, by=person, now=instant, begun=opened_at(request.POST)):
        return HttpResponse(LATE)
    return HttpResponse(_("Saved %(time)s") % {"time": Reader.of_person(person).time(instant)})


def _form(request: HttpRequest, incident: Incident, person: Person, instant: datetime, act: str) -> UpdateForm:
    if request.method == "POST":
        changed = findings.answered(request.POST, language=incident.customer.language)
        changed = changed or _dated(request.POST, incident, person, instant) or at_a_better_time(request.POST)
        changed = changed or inserted(request.POST, person)
        unsent = changed is not None or act in (DRAFT, SHOW, INSERT)
        form = UpdateForm(changed or request.POST, incident=incident, person=person, now=instant, draft=unsent)
        form.begun = {begin(kind, incident, now=instant).body.strip() for kind in UNFINISHED} - {""}
        return form
    begun = begin(request.GET.get("kind", ""), incident, now=instant)
    moves = begun_letter(request.session, incident, asked="moves" in request.GET)
    draft = Draft.objects.filter(incident=incident, author=person).first()
    if moves:
        begun = begin_moving(moves[0], incident, now=instant)
    elif draft is not None and "kind" not in request.GET:
        begun = replace(begun, heading=draft.heading or begun.heading, body=draft.body or begun.body)
    words = {"kind": begun.kind, "heading": begun.heading, "body": begun.body}
    initial = {**words, "question": request.GET.get("ask", "")}
    form = UpdateForm(initial=initial, incident=incident, person=person, now=instant)
    form.moves = moves
    return form


def _dated(data: QueryDict, incident: Incident, person: Person, instant: datetime) -> QueryDict | None:
    """The form after “Add the date to the message”; None for any other act."""
    body = findings.plain(data.get("body", ""))
    dated = Proposer(incident, [], person=person, now=instant, data=data).with_a_date(body)
    if dated is None:
        return None
    changed = data.copy()
    changed["body"] = dated
    return changed


def _proposals(form: UpdateForm, person: Person, instant: datetime) -> Proposals:
    """What the letter as it stands promises."""
    proposer = Proposer(form.incident, _readers(form), person=person, now=instant, data=form.data)
    body = findings.plain(str(form["body"].value() or ""))
    return proposer.propose(body, how=How.WRITTEN, next_at=form.chosen_instant(), moves=form.moves)


def _readers(form: UpdateForm) -> list[Contact]:
    people = getattr(form, "cleaned_data", {}).get("tell")
    return list(people if people is not None else form.fields["tell"].queryset)  # type: ignore[attr-defined]


def _keep(request: HttpRequest, form: UpdateForm, person: Person, instant: datetime) -> HttpResponse:
    heading, body = (form.cleaned_data.get(name) or "" for name in ("heading", "body"))
    save_draft(form.incident, heading=heading, body=body, by=person, now=instant)
    messages.success(request, _("Your draft is kept. Nothing was sent."))
    return redirect("desk:update", form.incident.reference)


def _send(
    request: HttpRequest, form: UpdateForm, proposals: Proposals, person: Person, instant: datetime
) -> HttpResponse:
    data = form.cleaned_data
    telling = Telling(
        kind=data["kind"],
        heading=data["heading"],
        body=data["body"],
        contacts=list(data["tell"]),
        next_at=form.next_at,
        on_page=data["on_page"],
        copy_to_me=data["copy_to_me"],
        question=form.question,
        promises=proposals.confirmed,
        moves=form.moves,
        statement=with_files(form, data["tell"], instant),
    )
    update = sign_and_send(form.incident, telling=telling, by=person, now=instant)
    names = _(" and ").join(contact.greeting_name for contact in telling.contacts)
    when = moment_words(update.next_at, instant, ZoneInfo(person.zone)) if update.next_at else ""
    words = {"names": names, "when": when}
    messages.success(request, _("Update sent to %(names)s. The clock now runs to %(when)s.") % words)
    if proposals.unseen:
        untracked = ngettext(
            "A promise in it is not tracked yet. Add it under Promises.",
            "%(n)d promises in it are not tracked yet. Add them under Promises.",
            proposals.unseen,
        )
        messages.info(request, untracked % {"n": proposals.unseen})
    return redirect("desk:incident", form.incident.reference)


def _send_to_me(form: UpdateForm, person: Person, instant: datetime) -> None:
    data, incident = form.cleaned_data, form.incident
    words = letters.words_for(
        incident.customer,
        incident=incident,
        kind=data["kind"],
        heading=data["heading"],
        body=data["body"],
        next_at=form.next_at,
        author=person,
        question=form.question,
        statement=form.statement.version if form.statement and attached(form) else 0,
    )
    contacts = list(data["tell"])
    chosen, others = with_files(form, contacts[:1], instant), [letters.named(c) for c in contacts[1:]]
    message = letters.copy_to_me(words, contact=contacts[0], others=others, files=chosen.files if chosen else None)
    key = f"copy:{incident.pk}:{person.pk}:{instant.timestamp():.6f}"
    post(person, message, key=key, about=f"incident:{incident.pk}", now=instant)


def _context(form: UpdateForm, incident: Incident, person: Person, instant: datetime) -> dict[str, Any]:
    contacts = _readers(form)
    next_at, kind = form.chosen_instant(), str(form["kind"].value() or UpdateKind.UPDATE)
    clock, body = current_clock(incident), str(form["body"].value() or "")
    language = contacts[0].local_language if contacts else incident.customer.language
    check = findings.apology_to_show(
        body, kind=kind, language=language, gives_time=bool(next_at), data=form.data, required=required_phrases()
    )
    letter = letter_to_read(
        incident.customer,
        incident=incident,
        kind=kind,
        heading=str(form["heading"].value() or ""),
        body=check.marked if check and check.checked else body,
        contacts=contacts,
        next_at=next_at,
        author=person,
        moved_from=clock.due_at if clock and kind == UpdateKind.MOVED else None,
        question=form.question,
        statement=chosen.version if (chosen := attached(form)) else 0,
    )
    return {
        "form": form,
        "opened": instant,
        "incident": incident,
        "beginnings": offers(incident, now=instant),
        "moves": form.moves,
        "letter": letter,
        "check": check,
        "proposals": _proposals(form, person, instant),
        "clock": clock_of(incident, instant, person.zone) if incident.next_update_due_at else None,
        "advice": advice(next_at, incident.customer, instant),
        "call": call_of(incident, instant, person.zone),
        "snippets": offered(person, language),
        "nav_key": "today",
    }


@require_POST
@login_required
def undo(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    incident = incident_to_change(request, reference)
    update = get_object_or_404(incident.updates, number=number)
    try:
        undo_update(update, by=person_of(request), now=now())
        messages.success(request, _("Taken back. Nobody read it, and the clock stands as before."))
    except SendRefused as refused:
        messages.error(request, str(refused))
    return redirect("desk:incident", reference)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def note(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_to_change(request, reference)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_note(incident, text=form.cleaned_data["text"], by=person_of(request), now=now())
            return redirect("desk:incident", reference)
        except TalkRefused as refused:
            form.add_error(None, str(refused))
    context = {"incident": incident, "form": form, "nav_key": "today"}
    words = {"heading": _("Add a note"), "text": _("For us alone."), "label": _("Keep the note"), "private": True}
    return render(request, "desk/ask.html", context | words)


@require_safe
@login_required
def as_they_see_it(request: HttpRequest, reference: str, contact_id: int) -> HttpResponse:
    """The private page of one contact as they see it now, from inside; the link itself stays unspoken."""
    incident = incident_to_see(request, reference)
    contact = get_object_or_404(incident.customer.contacts, pk=contact_id)
    shown = page_for(incident, contact, now=now())
    if shown is None:
        raise Http404
    with override(shown.language):
        return render(request, "statuspage/page.html", {"page": shown, "inside": True})
