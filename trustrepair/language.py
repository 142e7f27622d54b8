"""Each page in the reader's language and time zone: a signed-in person's own, else what the browser asks for."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

Answer = Callable[[HttpRequest], HttpResponse]


def spoken(code: str) -> str:
    """`code` when our pages are translated into it, else English: half a page in another language helps nobody."""
    return code if code in settings.PAGE_LANGUAGES else "en"


def language_middleware(get_response: Answer) -> Answer:
    def middleware(request: HttpRequest) -> HttpResponse:
        person = getattr(request, "user", None)
        if person is not None and person.is_authenticated:
            language, zone = spoken(person.language), ZoneInfo(person.zone)
        else:
            language, zone = spoken(translation.get_language_from_request(request)), ZoneInfo(settings.TIME_ZONE)
        with translation.override(language), timezone.override(zone):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware
