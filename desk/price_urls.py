"""The addresses of agreed prices, and of what a customer was billed."""

from django.urls import URLPattern, URLResolver, path

from desk import invoice_views, price_views

urlpatterns: list[URLPattern | URLResolver] = [
    path("prices/", price_views.price_lists, name="price_lists"),
    path("prices/new", price_views.new_list, name="new_price_list"),
    path("prices/<int:pk>", price_views.price_list, name="price_list"),
    path("prices/<int:pk>/add", price_views.put_on_list, name="put_on_list"),
    path("prices/<int:pk>/day", price_views.day_of_list, name="day_of_list"),
    path("prices/one/<int:pk>", price_views.correct, name="correct_price"),
    path("prices/one/<int:pk>/away", price_views.remove, name="remove_price"),
    path("c/<slug:slug>/prices", price_views.customer_prices, name="customer_prices"),
    path("c/<slug:slug>/prices/add", price_views.agree_with_customer, name="agree_price"),
    path("c/<slug:slug>/prices/list", price_views.buys_by, name="buys_by"),
    path("c/<slug:slug>/invoices", invoice_views.invoices, name="invoices"),
    path("c/<slug:slug>/invoices/<int:pk>", invoice_views.invoice, name="invoice"),
    path("c/<slug:slug>/invoices/<int:pk>/paid", invoice_views.note_payment_day, name="note_payment_day"),
]
