"""The addresses a customer may open."""

from django.urls import path, re_path

from . import views

app_name = "statuspage"
urlpatterns = [
    path("s/", views.page, name="nothing"),
    path("s/new", views.new, name="new"),
    path("s/asked", views.asked, name="asked"),
    # Whatever stands there, line breaks too, gets the one answer of the page.
    re_path(r"^s/(?P<token>[\s\S]+)$", views.page, name="page"),
]
