"""The answer when something broke: a page that needs neither database nor session, with a code that is in the log."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from structlog.contextvars import get_contextvars


def server_error(request: HttpRequest) -> HttpResponse:
    """Status 500. The code is the start of the request's id, which stands on every line the log has about it."""
    again = request.get_full_path() if request.method == "GET" else ""
    return HttpResponse(render_to_string("500.html", {"code": short_code(), "again": again}), status=500)


def short_code() -> str:
    return str(get_contextvars().get("request_id", ""))[:8]
