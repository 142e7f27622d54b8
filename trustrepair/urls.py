"""The addresses of the audiences."""

from django.urls import URLPattern, URLResolver, include, path

from .health import healthz

handler500 = "trustrepair.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("", include("desk.urls")),
    path("", include("board.urls")),
    path("", include("ground.accounts.urls")),
    path("", include("ground.mailbox.urls")),
    path("", include("statuspage.urls")),
]
