"""The addresses of the account manager's desk."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from desk import appearance, components

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("appearance", appearance.choose_appearance, name="appearance"),
]
if settings.DEMO:
    urlpatterns.append(path("components/", components.show_components, name="components"))
