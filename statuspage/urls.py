"""The addresses a customer may open."""

from django.urls import path

from . import views

app_name = "statuspage"
urlpatterns = [
    path("s/", views.page, name="nothing"),
    path("s/new", views.new, name="new"),
    path("s/asked", views.asked, name="asked"),
    path("s/<path:token>", views.page, name="page"),
]
