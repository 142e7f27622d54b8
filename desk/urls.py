"""The addresses of the account manager's desk."""

from django.urls import URLPattern, URLResolver, path

from desk import appearance

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("appearance", appearance.choose_appearance, name="appearance"),
]
