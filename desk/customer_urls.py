"""The addresses of customers, within those of the desk."""

from django.urls import URLPattern, path

from desk import (
    contact_views,
    customers_views,
    handover_views,
    import_views,
    promise_views,
    self_check_views,
    trust_views,
)

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
    path("c/<slug:slug>/promises", promise_views.of_customer, name="customer_promises"),
    path("c/<slug:slug>/change", customers_views.change, name="change_customer"),
    path("c/<slug:slug>/handover", handover_views.ask, name="hand_over"),
    path("c/<slug:slug>/handover/back", handover_views.take_back, name="take_back_handover"),
    path("handover/<int:pk>", handover_views.answer, name="take_over"),
    path("c/<slug:slug>/trust", trust_views.record, name="record_trust"),
    path("c/<slug:slug>/elements", trust_views.elements, name="elements"),
    path("c/<slug:slug>/self-check", self_check_views.check, name="self_check"),
    path("c/<slug:slug>/never-again", trust_views.add_words, name="add_never_again"),
    path("c/<slug:slug>/never-again/<int:pk>", trust_views.remove_words, name="remove_never_again"),
    path("c/<slug:slug>/contacts/add", contact_views.add, name="add_contact"),
    path("c/<slug:slug>/contacts/<int:pk>", contact_views.change, name="change_contact"),
    path("c/<slug:slug>/contacts/<int:pk>/left", contact_views.left, name="contact_left"),
    path("c/<slug:slug>/contacts/<int:pk>/elements", trust_views.decline_elements, name="decline_elements"),
    path("me/self-checks/", self_check_views.mine, name="self_checks"),
    path("me/self-checks/delete", self_check_views.delete_all, name="delete_self_checks"),
    path("me/self-checks/<int:pk>/delete", self_check_views.delete, name="delete_self_check"),
]
