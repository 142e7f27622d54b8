"""Noting a conversation, with what was promised in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from desk.call_sheet import call_sheet
from desk.doors import incident_to_change, person_of
from desk.promising import SHOW, Proposals, Proposer
from desk.telling_forms import TalkForm
from ground.worktime.now import now
from incidents.choices import How
from incidents.promises import PromiseRefused
from updates.talking import Talk, TalkRefused, note_conversation

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from ground.accounts.models import Person
    from incidents.models import Incident


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def talk(request: HttpRequest, reference: str) -> HttpResponse:
    incident, person, instant = incident_to_change(request, reference), person_of(request), now()
    asked = request.POST.get("act", "") == SHOW
    form = TalkForm(request.POST or None, incident=incident, person=person, now=instant, draft=asked)
    valid, proposals = form.is_valid(), _proposals(form, person, instant)
    if valid and proposals.wrong and not asked:
        form.add_error(None, _("A promise you keep track of has no good date. Look beside the form."))
    elif valid and not asked:
        try:
            talked = note_conversation(incident, talk=_talk(form, proposals), by=person, now=instant)
        except (TalkRefused, PromiseRefused) as refused:
            form.add_error(None, str(refused))
        else:
            noted = _("Noted. It counts as told.") if talked.gave_facts else _("Noted. The clock runs on.")
            messages.success(request, noted)
            return redirect("desk:incident", reference)
    context = {"sheet": call_sheet(incident, instant, person), "nav_key": "today", **_shown(form, incident, proposals)}
    return render(request, "desk/talk.html", context)


@require_POST
@login_required
def talk_promises(request: HttpRequest, reference: str) -> HttpResponse:
    """What was promised, while it is typed."""
    incident, person, instant = incident_to_change(request, reference), person_of(request), now()
    form = TalkForm(request.POST, incident=incident, person=person, now=instant, draft=True)
    form.is_valid()
    return render(request, "desk/talk_answer.html", _shown(form, incident, _proposals(form, person, instant)))


def _shown(form: TalkForm, incident: Incident, proposals: Proposals) -> dict[str, Any]:
    return {"form": form, "incident": incident, "proposals": proposals}


def _proposals(form: TalkForm, person: Person, instant: datetime) -> Proposals:
    contact = getattr(form, "cleaned_data", {}).get("contact")
    proposer = Proposer(form.incident, [contact] if contact else [], person=person, now=instant, data=form.data)
    said = str(form["our_words"].value() or "").replace("\r\n", "\n")
    return proposer.propose(said, how=How.SPOKEN)


def _talk(form: TalkForm, proposals: Proposals) -> Talk:
    data = form.cleaned_data
    return Talk(
        contact=data["contact"],
        channel=data["channel"],
        began=data["began"],
        happened_at=data["happened_at"],
        their_words=data["their_words"],
        our_words=data["our_words"],
        next_at=form.next_at,
        moved=data["moved"],
        asked_trust=data["asked_trust"],
        promises=proposals.confirmed,
    )
