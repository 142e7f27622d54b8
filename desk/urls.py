"""The addresses of the account manager's desk."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from desk import appearance, components, demo_clock

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("appearance", appearance.choose_appearance, name="appearance"),
]
if settings.DEMO:
    urlpatterns += [
        path("components/", components.show_components, name="components"),
        path("demo/clock", demo_clock.move_clock, name="move_demo"),
    ]
