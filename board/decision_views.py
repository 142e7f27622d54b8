"""One decision: read by those who see its case, decided by another than who asked, answered by who asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from board.decision_forms import AnswerForm, DecideForm
from board.decisions import next_url, page_of, readable_by
from ground.accounts.access import me
from ground.accounts.confirming import NotConfirmed, confirm, confirmed
from ground.decisions.models import Decision, State
from ground.decisions.refusals import DecisionRefused, first_name, own
from ground.worktime.now import now
from recovery import deciding
from recovery.decision_kinds import kind_of

if TYPE_CHECKING:
    from datetime import datetime

    from django import forms

    from ground.accounts.models import Person

DECIDE, ANSWER, WITHDRAW, READ = "decide", "answer", "withdraw", "read"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def show_decision(request: HttpRequest, pk: int) -> HttpResponse:
    person, instant = me(request), now()
    decision = get_object_or_404(readable_by(person), pk=pk)
    if request.method != "POST":
        return _page(request, decision, person, instant)
    if decision.asked_by_id == person.pk:
        return _by_who_asked(request, decision, person, instant)
    if not deciding.decidable_by(person).filter(pk=decision.pk).exists():
        raise Http404
    return _by_who_decides(request, decision, person, instant)


def _by_who_decides(request: HttpRequest, decision: Decision, person: Person, instant: datetime) -> HttpResponse:
    form, act = _decide_form(request, decision, person, instant), request.POST.get("act", "")
    if form.is_valid() and _password_given(request, form, person, instant, needed=act == "approve"):
        try:
            _decide(act, decision, form, person, instant)
        except DecisionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _said(act, decision))
            return redirect(next_url(person))
    return _page(request, decision, person, instant, form)


def _decide(act: str, decision: Decision, form: DecideForm, person: Person, instant: datetime) -> None:
    words = form.cleaned_data["words"]
    if act == "approve":
        version = form.cleaned_data["seen_version"]
        deciding.approve(decision, by=person, now=instant, words=words, amount=form.seen(), version=version)
    elif act == "refuse":
        deciding.refuse(decision, by=person, now=instant, words=words)
    elif act == "send_back":
        deciding.send_back(decision, by=person, now=instant, question=words)
    else:
        raise DecisionRefused(_("Choose what you decide."))


def _password_given(request: HttpRequest, form: DecideForm, person: Person, instant: datetime, *, needed: bool) -> bool:
    """The password is asked for only where money moves, and only when it was not given in the last minutes."""
    if not needed or "password" not in form.fields:
        return True
    try:
        confirm(request, person, form.cleaned_data["password"], now=instant)
    except NotConfirmed as refused:
        form.add_error("password", str(refused))
        return False
    return True


def _by_who_asked(request: HttpRequest, decision: Decision, person: Person, instant: datetime) -> HttpResponse:
    form, act = AnswerForm(request.POST), request.POST.get("act", "")
    if not form.is_valid() and act == "answer":
        return _page(request, decision, person, instant, form)
    try:
        said = _ask_on(act, decision, form, person, instant)
    except DecisionRefused as refused:
        form.errors.clear()
        form.add_error(None, str(refused))
        return _page(request, decision, person, instant, form)
    messages.success(request, said)
    return redirect("board:decision", decision.pk)


def _ask_on(act: str, decision: Decision, form: AnswerForm, person: Person, instant: datetime) -> str:
    if act == "withdraw":
        deciding.withdraw(decision, by=person, now=instant)
        return _("Taken back. Nobody has to decide it.")
    if act == "answer":
        deciding.answer(decision, by=person, now=instant, reason=form.cleaned_data["words"])
        return _("Asked again.")
    raise own()


def _page(
    request: HttpRequest, decision: Decision, person: Person, instant: datetime, form: forms.Form | None = None
) -> HttpResponse:
    """What is shown is read anew: a race may have changed it since the form was sent."""
    if form is not None:
        decision = readable_by(person).get(pk=decision.pk)
    page: dict[str, Any] = page_of(decision, person, instant)
    acts = _acts(decision, person, decides=page["decides"])
    if form is None:
        form = AnswerForm() if acts == ANSWER else _decide_form(request, decision, person, instant)
    return render(request, "board/decision.html", {**page, "acts": acts, "form": form})


def _acts(decision: Decision, person: Person, *, decides: bool) -> str:
    if decision.asked_by_id == person.pk:
        return {State.SENT_BACK.value: ANSWER, State.ASKED.value: WITHDRAW}.get(decision.state, READ)
    return DECIDE if decides else READ


def _decide_form(request: HttpRequest, decision: Decision, person: Person, instant: datetime) -> DecideForm:
    money = kind_of(decision).money and not confirmed(request, instant)
    label = _("A note, a question or a reason for %(name)s") % {"name": first_name(decision.asked_by)}
    data = request.POST if request.method == "POST" else None
    form = DecideForm(data, decision=decision, label=label, password=money)
    form.fields["words"].needed = kind_of(decision).reasoned  # type: ignore[attr-defined]
    return form


def _said(act: str, decision: Decision) -> str:
    name = {"name": first_name(decision.asked_by)}
    if act == "approve":
        return _("Approved. %(name)s gets a letter.") % name
    if act == "refuse":
        return _("Refused. %(name)s gets your reason.") % name
    return _("Sent back. %(name)s gets your question.") % name
