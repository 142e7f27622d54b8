"""Light or dark, and single-key shortcuts on or off: two cookies of this browser, set by a post."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "theme"
SHORTCUTS_COOKIE = "shortcuts"
A_YEAR = 365 * 24 * 3600


@require_POST
def choose_appearance(request: HttpRequest) -> HttpResponse:
    """Keep the choice and go back to where the person was; a value we do not know changes nothing."""
    response = HttpResponseRedirect(safe_next(request))
    if (theme := request.POST.get("theme")) in THEMES:
        keep(response, THEME_COOKIE, theme)
    if (shortcuts := request.POST.get("shortcuts")) in ("on", "off"):
        keep(response, SHORTCUTS_COOKIE, shortcuts)
    return response


def keep(response: HttpResponse, name: str, value: str) -> None:
    secure = settings.SITE_URL.startswith("https://")
    response.set_cookie(name, value, max_age=A_YEAR, secure=secure, httponly=True, samesite="Lax")


def safe_next(request: HttpRequest) -> str:
    """The page the form was on, if it is one of ours; else the front page."""
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if ours and target.startswith("/") else "/"
