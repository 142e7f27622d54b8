"""Behind the private page: a call, an answer taken back, the five short questions. Reading changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ground.accounts.networks import network_of
from ground.worktime.now import now
from recovery.answer_words import lines_of
from recovery.answers import AnswerRefused, may_send, sent_before, sent_together, take_back, take_back_until
from recovery.asked import questions_for
from recovery.call_times import call_times
from recovery.five import ElementsRefused, answer_five, decline_five
from updates.instants import Reader
from updates.links import open_link
from updates.page import has_page
from updates.words import Voice

from .answer_forms import CallForm, press_of
from .five_form import FiveForm
from .frame import nothing, private, with_house
from .views import accept

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from updates.models import Link

    Inside = Callable[..., HttpResponse]


def behind_the_link(view: Inside) -> Callable[..., HttpResponse]:
    """Open the link first: everything that is none gets the one answer of the page, for every method alike."""

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    def opened(request: HttpRequest, token: str, **more: Any) -> HttpResponse:
        moment = now()
        link = open_link(token, now=moment)
        if link is None or not has_page(link.incident, link.contact, now=moment):
            return nothing(request)
        language = Reader.of_contact(link.contact).language
        with override(language):
            response = view(request, link, token, moment, **more)
        response.headers["Content-Language"] = language
        return private(response)

    return opened


@behind_the_link
def call(request: HttpRequest, link: Link, token: str, moment: datetime) -> HttpResponse:
    """Three times of ours, in their zone."""
    reader, posted = Reader.of_contact(link.contact), request.POST if request.method == "POST" else None
    known = sent_before(link, press_of(posted)) if posted is not None else []
    times = call_times(moment, link.incident.customer.our_hours(), link.contact.local_zone)
    form = CallForm(posted, link=link, times=times, reader=reader, now=moment)
    number = known[0].pk if known else accept(request, link, form if posted is not None else None, moment)
    if number is not None:
        return _back(token, number)
    return _render(request, "call", link, token, form=form, zone=reader.zone_name)


@behind_the_link
def retract(request: HttpRequest, link: Link, token: str, moment: datetime, number: str) -> HttpResponse:
    """What was said with this link, to be taken back with a press."""
    answers = sent_together(link, int(number))
    if not answers:
        return nothing(request)
    refused = ""
    if request.method == "POST":
        try:
            take_back(link, number=int(number), now=moment)
            return redirect(request.path)
        except AnswerRefused as reason:
            refused = str(reason)
    reader, until = Reader.of_contact(link.contact), take_back_until(answers[0], link.incident)
    return _render(
        request,
        "take_back",
        link,
        token,
        lines=lines_of(answers),
        signed=answers[0].said_name,
        said=reader.moment_with_zone(answers[0].said_at, now=moment),
        until=reader.day(until, now=moment),
        taken=all(answer.withdrawn_at for answer in answers),
        possible=moment <= until,
        refused=refused,
    )


@behind_the_link
def five(request: HttpRequest, link: Link, token: str, moment: datetime) -> HttpResponse:
    """The five short questions, or that they are not to be asked again."""
    if not questions_for(link, now=moment).elements:
        return redirect(reverse("statuspage:page", args=[token]))
    form = FiveForm(request.POST if request.method == "POST" else None, link=link)
    if request.method == "POST" and request.POST.get("act") == "never":
        decline_five(link, now=moment)
        return _back(token, "declined")
    if request.method == "POST" and form.is_valid():
        if not may_send(link, network_of(request, proxies=settings.TRUSTED_PROXIES), now=moment):
            form.add_error(None, _("Too much was sent within an hour. Wait a while, or call us."))
        else:
            try:
                answer_five(link, scores=form.scores(), words=form.cleaned_data["words"], now=moment)
                return _back(token, "five")
            except ElementsRefused as refused:
                form.add_error(None, str(refused))
    return _render(request, "five", link, token, form=form)


def _back(token: str, sent: int | str) -> HttpResponse:
    return redirect(f"{reverse('statuspage:page', args=[token])}?sent={sent}#thanks")


def _render(request: HttpRequest, name: str, link: Link, token: str, **context: Any) -> HttpResponse:
    owner = link.incident.owner
    shared = with_house(
        token=token, customer=link.incident.customer.name, owner=Voice.of(owner).first_name, phone=owner.phone
    )
    return render(request, f"statuspage/{name}.html", {**shared, **context})
