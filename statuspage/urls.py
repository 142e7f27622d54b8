"""The addresses a customer may open."""

from django.urls import path, re_path

from . import answer_views, look_views, refund_views, views

OF_A_LINK = r"(?P<token>[A-Za-z0-9_-]{43})"

app_name = "statuspage"
urlpatterns = [
    path("s/", views.page, name="nothing"),
    path("s/new", views.new, name="new"),
    path("s/asked", views.asked, name="asked"),
    re_path(r"^s/look/(?P<digits>[0-9a-f]{6})\.css$", look_views.look, name="look"),
    re_path(rf"^s/{OF_A_LINK}/call$", answer_views.call, name="call"),
    re_path(rf"^s/{OF_A_LINK}/refund\.(?P<kind>pdf|csv|xlsx)$", refund_views.download, name="refund"),
    re_path(rf"^s/{OF_A_LINK}/refund$", refund_views.on_paper, name="refund_print"),
    re_path(rf"^s/{OF_A_LINK}/five$", answer_views.five, name="five"),
    re_path(rf"^s/{OF_A_LINK}/answers/(?P<number>[0-9]{{1,18}})/take-back$", answer_views.retract, name="take_back"),
    # Whatever stands there, line breaks too, gets the one answer of the page.
    re_path(r"^s/(?P<token>[\s\S]+)$", views.page, name="page"),
]
