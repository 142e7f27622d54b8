"""The addresses of bringing invoice lines and agreed prices, within those of the desk."""

from django.urls import URLPattern, path, re_path

from desk import bring_views

urlpatterns: list[URLPattern] = [
    re_path("^bring/(?P<kind>lines|prices)$", bring_views.bring, name="bring_file"),
    path("bring/<int:pk>", bring_views.show, name="brought"),
    path("bring/<int:pk>/columns", bring_views.columns, name="bring_columns"),
    path("bring/<int:pk>/rows.csv", bring_views.wrong_rows, name="bring_rows"),
    path("bring/<int:pk>/stop", bring_views.stop, name="bring_stop"),
]
