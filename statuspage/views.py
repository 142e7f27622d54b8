"""The private page: one incident behind a link, no login; and the way to a new link. GET and HEAD change nothing."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from ground.accounts.models import House
from ground.accounts.networks import network_of
from ground.worktime.now import now
from updates.asking import ask_new_link
from updates.links import open_link
from updates.page import page_for

from .forms import AskForm


@require_safe
def page(request: HttpRequest, token: str = "") -> HttpResponse:
    """The page this token opens. Cut, foreign, expired or revoked: one same answer."""
    moment = now()
    link = open_link(token, now=moment)
    shown = page_for(link.incident, link.contact, now=moment) if link else None
    if shown is None:
        return _private(_ask(request, AskForm(), status=404))
    with override(shown.language):
        response = render(request, "statuspage/page.html", {"page": shown})
    response.headers["Content-Language"] = shown.language
    return _private(response)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take the address of somebody whose link is dead.

    No CSRF token: a token would make every answer of `page` differ, and under `no-referrer` browsers send no Origin to
    check either. Nothing is lost: nobody is signed in here, the form needs no cookie, and all it can cause is a letter
    to an address we have written to before, three an hour at most.
    """
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _private(_ask(request, form, status=200))
    network = network_of(request, proxies=settings.TRUSTED_PROXIES)
    ask_new_link(form.cleaned_data["email"], network=network, now=now())
    return _private(redirect("statuspage:asked"))


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    return _private(render(request, "statuspage/asked.html", {"house_name": _house_name()}))


def _ask(request: HttpRequest, form: AskForm, *, status: int) -> HttpResponse:
    context = {"house_name": _house_name(), "form": form}
    return render(request, "statuspage/link_expired.html", context, status=status)


def _house_name() -> str:
    return House.objects.values_list("name", flat=True).first() or ""


def _private(response: HttpResponse) -> HttpResponse:
    """Not kept by any cache, not told to any other site, not found by any search."""
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
