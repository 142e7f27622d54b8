"""Each page in the reader's language and time zone: a signed-in person's own, else what the browser asks for."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

Answer = Callable[[HttpRequest], HttpResponse]
OF_CUSTOMERS = "/s/"
"""The addresses that customers open; their words are translated into more languages than ours."""


def asked_for(request: HttpRequest) -> str:
    """What the browser asks for where that page speaks it, else English: half a translation helps nobody."""
    offered = settings.PAGE_LANGUAGES if request.path_info.startswith(OF_CUSTOMERS) else settings.STAFF_LANGUAGES
    wanted = translation.get_language_from_request(request)
    return wanted if wanted in offered else "en"


def language_middleware(get_response: Answer) -> Answer:
    def middleware(request: HttpRequest) -> HttpResponse:
        person = getattr(request, "user", None)
        if person is not None and person.is_authenticated:
            language, zone = person.reads, ZoneInfo(person.zone)
        else:
            language, zone = asked_for(request), ZoneInfo(settings.TIME_ZONE)
        with translation.override(language), timezone.override(zone):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware
