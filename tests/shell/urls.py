"""Our addresses and one for each place of the navigation, wherever its room has not built it yet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from board import urls as board
from desk import components, demo_clock
from desk import urls as desk
from trustrepair.urls import urlpatterns as ours


def anything(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return render(request, "404.html")


DESK = [
    path("parts", components.show_components, name="components"),
    path("demo/clock", demo_clock.move_clock, name="move_demo"),
    *desk.urlpatterns,
    path("", anything, name="today"),
    path("log", anything, name="log"),
    path("customers/", anything, name="customers"),
    path("letters/", anything, name="letters"),
    path("find", anything, name="find"),
]
BOARD = [*board.urlpatterns, path("board", anything, name="review"), path("insights", anything, name="insights")]
handler500 = "trustrepair.errors.server_error"
urlpatterns = [path("", include((DESK, "desk"))), path("", include((BOARD, "board"))), *ours]
