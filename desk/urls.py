"""The addresses of the account manager's desk."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from desk import appearance, components, demo_clock, me_views

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("appearance", appearance.choose_appearance, name="appearance"),
    path("me/", me_views.show_me, name="settings"),
    path("me/absence/", me_views.note_absence, name="note_absence"),
    path("me/absence/<int:pk>/end/", me_views.end_absence, name="end_absence"),
    path("", include("desk.customer_urls")),
]
if settings.DEMO:
    urlpatterns += [
        path("components/", components.show_components, name="components"),
        path("demo/clock", demo_clock.move_clock, name="move_demo"),
    ]
