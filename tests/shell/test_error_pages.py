"""Error pages stand by themselves: no database, no session, our words, a way on."""

import re

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.urls import path

from trustrepair.urls import urlpatterns as ours


def break_down(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def refuse(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def misread(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


handler500 = "trustrepair.errors.server_error"
urlpatterns = [path("break", break_down), path("refuse", refuse), path("misread", misread), *ours]

PAGES = [
    ("/nothing-here", 404, "There is nothing at this address"),
    ("/break", 500, "Something broke on our side"),
    ("/refuse", 403, "This is not yours to open"),
    ("/misread", 400, "We could not read that"),
]


@pytest.mark.parametrize(("address", "status", "words"), PAGES)
def test_an_error_page_asks_nothing_of_the_database(address: str, status: int, words: str) -> None:
    with override_settings(ROOT_URLCONF=__name__):
        answer = Client(raise_request_exception=False).get(address)
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_a_form_from_another_place_is_told_what_happened() -> None:
    answer = Client(enforce_csrf_checks=True).post("/appearance", {"theme": "dark"})
    assert answer.status_code == 403
    assert "This page was open too long" in answer.content.decode()


def test_a_broken_page_names_the_code_that_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with override_settings(ROOT_URLCONF=__name__):
        page = Client(raise_request_exception=False).get("/break?of=1").content.decode()
    code = re.search(r"<strong>(\w{8})</strong>", page).group(1)
    assert f"'request_id': '{code}" in caplog.text
    assert 'href="/break?of=1"' in page


def test_the_pages_render_without_any_request() -> None:
    for name in ("400", "403", "403_csrf", "404", "429", "500", "statuspage/link_expired"):
        assert "<h1>" in render_to_string(f"{name}.html")
