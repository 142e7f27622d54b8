"""Where mail providers post."""

from django.urls import URLPattern, path

from .hook import take_in

app_name = "mailbox"
urlpatterns: list[URLPattern] = [path("hooks/mail", take_in, name="hook")]
