"""Log a mistake: the form, what they will read while it is typed, and the three ways to save it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from customers.models import Customer
from desk.doors import person_of
from desk.duplicates import open_ones_like
from desk.log_form import CHECK, LATER, TELL, LogForm
from desk.reading import letter_to_read
from ground.worktime.now import now
from incidents.alike import alike
from incidents.campaigns import ABOUT_MONEY
from incidents.choices import Severity
from incidents.models import Incident
from incidents.opening import LogRefused
from recovery.others import may_look
from recovery.telling import log_for_later, log_to_check, open_and_tell
from recovery.watching import take_findings
from refunds.models import Finding
from updates.choices import UpdateKind
from updates.clock_words import moment_words, time_words
from updates.instants import spoken
from updates.sending import SendRefused, Telling
from updates.wording import first_words

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from ground.accounts.models import Person

PEOPLE = "people"
LONGEST_ID, TOO_OFTEN = 19, 3
ASKED = ("customer", "kind", "what", "started", "noticed", "severity", "finding")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def log(request: HttpRequest) -> HttpResponse:
    person, instant = _reporter(request), now()
    act = request.POST.get("act", "")
    form = _form(request, person, instant, act)
    if request.method == "POST" and act in (TELL, LATER, CHECK) and form.is_valid():
        try:
            with transaction.atomic():
                return _save(request, form, act, person, instant)
        except (LogRefused, SendRefused) as refused:
            form.add_error(None, str(refused))
    return render(request, "desk/log.html", context_of(form, person, instant))


@require_POST
@login_required
def log_preview(request: HttpRequest) -> HttpResponse:
    """What they will read, and what the answers so far mean; nothing is saved."""
    person, instant = _reporter(request), now()
    form = LogForm(request.POST, person=person, now=instant, act=PEOPLE)
    changed = form.people_for() != request.POST.get("people_for", "")
    if changed:
        form = _fresh_form(request, person, instant)
    else:
        form.is_valid()
    context = {**context_of(form, person, instant), "customer_changed": changed}
    return render(request, "desk/log_preview.html", context)


def _reporter(request: HttpRequest) -> Person:
    """Everybody may report a mistake but those who only read."""
    person = person_of(request)
    if not person.powers.writes:
        raise Http404
    return person


def _form(request: HttpRequest, person: Person, instant: datetime, act: str) -> LogForm:
    if request.method == "POST" and act != PEOPLE:
        return LogForm(request.POST, person=person, now=instant, act=act)
    return _fresh_form(request, person, instant)


def _fresh_form(request: HttpRequest, person: Person, instant: datetime) -> LogForm:
    """Nothing is judged yet: what was typed so far, or the customer whose page led here."""
    typed = request.POST or request.GET
    slug = request.GET.get("customer", "")[:80].replace("\0", "")
    chosen = Customer.objects.visible_to(person).filter(slug=slug).first() if slug else None
    initial: dict[str, Any] = {name: typed.get(name, "")[:4000].replace("\0", "") for name in ASKED}
    if told := [int(pk) for pk in typed.getlist("tell") if pk.isascii() and pk.isdigit() and len(pk) < 12]:
        initial["tell"] = told
    return LogForm(initial=initial | ({"customer": chosen.name} if chosen else {}), person=person, now=instant)


def _save(request: HttpRequest, form: LogForm, act: str, person: Person, instant: datetime) -> HttpResponse:
    customer = form.found
    assert customer is not None
    if not form.may_tell or act == CHECK:
        incident = log_to_check(customer=customer, mistake=form.mistake(), by=person, now=instant)
        _take_findings(form, incident, person, instant)
        messages.success(request, _after_check(incident, person, instant))
        return redirect("desk:incident", incident.reference) if form.may_tell else redirect("desk:reports")
    if act == LATER:
        incident = log_for_later(customer=customer, mistake=form.mistake(), by=person, now=instant)
        _take_findings(form, incident, person, instant)
        messages.success(request, _after_later(incident, person, instant))
        _ask_who_else(request, incident, person, instant)
        return redirect("desk:incident", incident.reference)
    update = open_and_tell(customer=customer, mistake=form.mistake(), telling=telling_of(form), by=person, now=instant)
    _take_findings(form, update.incident, person, instant)
    messages.success(request, _after_telling(update.incident, person))
    _ask_who_else(request, update.incident, person, instant)
    return redirect("desk:incident", update.incident.reference)


def _take_findings(form: LogForm, incident: Incident, person: Person, instant: datetime) -> None:
    """What the overcharge watch found, and led here, belongs to the mistake from now on."""
    typed = form.cleaned_data["finding"]
    if form.may_tell and typed.isascii() and typed.isdigit() and len(typed) < LONGEST_ID:
        last = Finding.objects.filter(customer=incident.customer_id, pk=int(typed)).first()
        if last is not None:
            take_findings(incident, last, by=person, now=instant)


def telling_of(form: LogForm) -> Telling:
    heading, body = words_of(form)
    return Telling(
        kind=UpdateKind.FIRST_NOTICE,
        heading=heading,
        body=body,
        contacts=list(form.cleaned_data["tell"]),
        next_at=form.next_at,
    )


def words_of(form: LogForm) -> tuple[str, str]:
    kind, what, noticed = (str(form[name].value() or "") for name in ("kind", "what", "noticed"))
    with override(spoken(form.found.language) if form.found else get_language()):
        return first_words(kind=kind, story=what.replace("\x00", "").strip(), noticed_by=noticed)


def context_of(form: LogForm, person: Person, instant: datetime) -> dict[str, Any]:
    due = form.first_notice_due()
    return {
        "form": form,
        "letter": _letter(form, person),
        "due_words": moment_words(due, instant, ZoneInfo(person.zone)) if due else "",
        "severity_words": Severity(form.worst()).label,
        "manager": form.found.team.manager if form.found else None,
        "same": open_ones_like(form.found, str(form["kind"].value() or ""), person) if form.found else [],
    }


def _letter(form: LogForm, person: Person) -> Any:
    if not form.may_tell or form.found is None:
        return None
    heading, body = words_of(form)
    people = getattr(form, "cleaned_data", {}).get("tell")
    contacts = list(people if people is not None else form.fields["tell"].queryset)  # type: ignore[attr-defined]
    return letter_to_read(
        form.found,
        kind=UpdateKind.FIRST_NOTICE,
        heading=heading,
        body=body,
        contacts=contacts,
        next_at=form.chosen_instant(),
        author=person,
    )


def _ask_who_else(request: HttpRequest, incident: Incident, person: Person, instant: datetime) -> None:
    """The third of the same kind in the same words: perhaps it touched others, who do not know it yet."""
    if incident.kind not in ABOUT_MONEY or not may_look(person):
        return
    count = alike(incident, Incident.objects.visible_to(person), now=instant)
    if count >= TOO_OFTEN:
        words = _("This is number %(n)s like it in 60 days.") % {"n": count}
        address = reverse("desk:who_else", args=[incident.reference])
        messages.info(request, format_html('{} <a href="{}">{}</a>', words, address, _("Look who else it touched")))


def _after_telling(incident: Incident, person: Person) -> str:
    speaker = incident.speaker
    name = speaker.greeting_name if speaker else incident.customer.name
    if speaker is not None and speaker.prefers_call and speaker.phone:
        return _("You did the right thing. Next: ring %(name)s, then get the facts.") % {"name": name}
    return _("You did the right thing. %(name)s hears from you now. Next: settle what must stop at once.") % {
        "name": name
    }


def _after_later(incident: Incident, person: Person, instant: datetime) -> str:
    due = incident.next_update_due_at
    when = moment_words(due, instant, ZoneInfo(person.zone)) if due else ""
    return _("You did the right thing. Next: tell %(name)s by %(when)s.") % {
        "name": incident.customer.name,
        "when": when,
    }


def _after_check(incident: Incident, person: Person, instant: datetime) -> str:
    if incident.owner_id != person.pk:
        return _("You did the right thing. %(name)s looks into it and was told.") % {"name": incident.owner.name}
    due = incident.next_update_due_at
    when = time_words(due, ZoneInfo(person.zone)) if due else ""
    return _("You did the right thing. Find out by %(when)s: tell them, or end the check.") % {"when": when}
