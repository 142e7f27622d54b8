"""The addresses of signing in; what allauth has beyond them is not reachable."""

from allauth.account import views
from django.urls import URLPattern, path, re_path

from . import pages

urlpatterns: list[URLPattern] = [
    path("sign-in/", pages.SignIn.as_view(), name="account_login"),
    path("sign-out/", pages.sign_out, name="account_logout"),
    path("password/", pages.ChangePassword.as_view(), name="account_change_password"),
    path("password/forgotten/", pages.AskForLink.as_view(), name="account_reset_password"),
    path("password/forgotten/asked/", views.PasswordResetDoneView.as_view(), name="account_reset_password_done"),
    path("password/chosen/", views.PasswordResetFromKeyDoneView.as_view(), name="account_reset_password_from_key_done"),
    re_path(
        r"^password/choose/(?P<uidb36>[0-9a-z]{1,13})-(?P<key>[0-9a-z-]{1,80})/$",
        pages.OpenLink.as_view(),
        name="account_reset_password_from_key",
    ),
]
