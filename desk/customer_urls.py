"""The addresses of customers, within those of the desk."""

from django.urls import URLPattern, path

from desk import contact_views, customers_views, import_views

urlpatterns: list[URLPattern] = [
    path("customers", customers_views.customers, name="customers"),
    path("customers/add", customers_views.add, name="add_customer"),
    path("customers/names", customers_views.names, name="customer_names"),
    path("customers/import", import_views.bring, name="import_customers"),
    path("customers/import/<int:pk>", import_views.columns, name="import_columns"),
    path("customers/import/<int:pk>/check", import_views.check, name="import_check"),
    path("customers/import/<int:pk>/rows.csv", import_views.wrong_rows, name="import_rows"),
    path("customers/import/<int:pk>/done", import_views.done, name="import_done"),
    path("c/<slug:slug>", customers_views.customer, name="customer"),
    path("c/<slug:slug>/change", customers_views.change, name="change_customer"),
    path("c/<slug:slug>/trust", contact_views.trust, name="record_trust"),
    path("c/<slug:slug>/contacts/add", contact_views.add, name="add_contact"),
    path("c/<slug:slug>/contacts/<int:pk>", contact_views.change, name="change_contact"),
    path("c/<slug:slug>/contacts/<int:pk>/left", contact_views.left, name="contact_left"),
]
