"""The addresses of the audiences."""

from django.urls import URLPattern, URLResolver, include, path

from .health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("", include("desk.urls")),
    path("", include("ground.accounts.urls")),
]
