"""The private page: one incident behind a link, no login; and the way to a new link. GET and HEAD change nothing.

Nothing here asks for a CSRF token. A token would need a cookie, make every answer to a dead link differ, and under
`no-referrer` browsers send no Origin to check either. Nothing is lost by it: nobody is signed in here, and whoever can
make a form that posts to a private page knows the 256 bits of its address, which is all that any form here asks for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from ground.accounts.networks import network_of
from ground.worktime.now import now
from recovery.answers import AnswerRefused, may_send, sent_before, take_answer
from recovery.asked import questions_for
from recovery.refund_files import told_of
from updates.asking import ask_new_link
from updates.links import open_link
from updates.page import page_for
from updates.words import Voice

from .answer_forms import AnswerForm, press_of
from .answering import Forms
from .forms import AskForm
from .frame import nothing, private, with_house

if TYPE_CHECKING:
    from datetime import datetime

    from updates.models import Link
    from updates.page import StatusPage


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str = "") -> HttpResponse:
    """The page this token opens, and what is answered on it. Cut, foreign, expired or revoked: one same answer."""
    moment = now()
    link = open_link(token, now=moment)
    shown = page_for(link.incident, link.contact, now=moment) if link else None
    if link is None or shown is None:
        return nothing(request)
    with override(shown.language):
        response = _page(request, link, shown, token, moment)
    response.headers["Content-Language"] = shown.language
    return private(response)


def _page(request: HttpRequest, link: Link, shown: StatusPage, token: str, moment: datetime) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    known = sent_before(link, press_of(posted)) if posted is not None else []
    asked = questions_for(link, now=moment)
    forms = Forms(link, asked, now=moment, posted=None if known else posted, followed=request.GET)
    number = known[0].pk if known else accept(request, link, forms.sent, moment)
    if number is not None:
        return redirect(f"{reverse('statuspage:page', args=[token])}?sent={number}#thanks")
    context = {
        "page": shown,
        "answers": forms,
        "thanks": forms.thanks(request.GET.get("sent", "")),
        "sent_words": _sent_words(request.GET.get("sent", ""), link),
        "token": token,
        "form": forms.sent,
        "refund": told_of(link),
    }
    return render(request, "statuspage/page.html", context)


def _sent_words(sent: str, link: Link) -> str:
    """What is said once the five short questions were answered, or declined."""
    if sent == "five":
        return _("Thank you. %(name)s reads it.") % {"name": Voice.of(link.incident.owner).first_name}
    return _("We will not ask you this again.") if sent == "declined" else ""


def accept(request: HttpRequest, link: Link, form: AnswerForm | None, moment: datetime) -> int | None:
    """The number of the first answer that this form brought; None when there is none, or it says why not."""
    if form is None or not form.is_valid():
        return None
    if not may_send(link, network_of(request, proxies=settings.TRUSTED_PROXIES), now=moment):
        form.add_error(None, _("Too much was sent within an hour. Wait a while, or call us."))
        return None
    try:
        return take_answer(link, sent=form.sent(), now=moment)[0].pk
    except AnswerRefused as refused:
        form.add_error(None, str(refused))
        return None


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take the address of somebody whose link is dead.

    All it can cause is a letter to an address we have written to before, three an hour at most.
    """
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return nothing(request, form, status=200)
    network = network_of(request, proxies=settings.TRUSTED_PROXIES)
    ask_new_link(form.cleaned_data["email"], network=network, now=now())
    return private(redirect("statuspage:asked"))


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    return private(render(request, "statuspage/asked.html", with_house()))
