"""The addresses of "Who else?", within those of the desk."""

from django.urls import URLPattern, path, re_path

from desk import sweep_views, who_else_views

urlpatterns: list[URLPattern] = [
    path("i/<str:reference>/who-else", who_else_views.from_incident, name="who_else"),
    path("who-else", who_else_views.without_incident, name="look_for_others"),
    path("who-else/<int:pk>", sweep_views.show, name="sweep"),
    path("who-else/<int:pk>/stop", sweep_views.stop, name="stop_sweep"),
    re_path(r"^who-else/(?P<pk>[0-9]{1,18})/lines\.(?P<kind>csv|xlsx)$", sweep_views.lines, name="sweep_lines"),
    path("who-else/<int:pk>/rows/<int:row>/out", sweep_views.leave_out, name="leave_out"),
    path("who-else/<int:pk>/rows/<int:row>/in", sweep_views.take_in, name="take_in"),
]
