"""The few pages of allauth that are open here, with our limits around them."""

from __future__ import annotations

from typing import Any

from allauth.account import views
from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ground.worktime.now import now

from . import letters, limits
from .adapter import TOO_MANY
from .links import token_for
from .models import Person

METHODS = ["get", "head", "post", "options"]
"""Django's form views take a PUT for a POST; we do not."""


class SignIn(views.LoginView):
    http_method_names = METHODS

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        if form.has_error("__all__", TOO_MANY):
            response.status_code = 429
        return response


@method_decorator(never_cache, name="dispatch")
class AskForLink(views.PasswordResetView):
    """The same answer, and about the same work, for every address."""

    http_method_names = METHODS

    def form_valid(self, form: Any) -> HttpResponse:
        if not _within(limits.RESET_NETWORK, self.request):
            return render(self.request, "429.html", status=429)
        email = form.cleaned_data["email"].lower()
        if not limits.take(limits.RESET_ADDRESS, email, now=now()):
            form.users = []
        if not form.users:
            _work_as_if_known(email)
        response: HttpResponse = super().form_valid(form)
        return response


@method_decorator(never_cache, name="dispatch")
class OpenLink(views.PasswordResetFromKeyView):
    http_method_names = METHODS

    def dispatch(self, request: HttpRequest, uidb36: str, key: str, **kwargs: Any) -> HttpResponseBase:
        if not _within(limits.LINK_NETWORK, request):
            return render(request, "429.html", status=429)
        response: HttpResponseBase = super().dispatch(request, uidb36, key, **kwargs)
        if response.status_code == 200 and self.reset_user is None:
            response.status_code = 404
        return response


@method_decorator([never_cache, login_required], name="dispatch")
class ChangePassword(views.PasswordChangeView):
    http_method_names = METHODS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("account_reset_password")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


sign_out = require_POST(views.LogoutView.as_view())


def _within(limit: limits.Limit, request: HttpRequest) -> bool:
    return limits.take(limit, get_adapter().get_client_ip(request), now=now())


def _work_as_if_known(email: str) -> None:
    """A letter is written and rolled back, so that the time of the answer does not tell who works here."""
    nobody = Person(pk=0, email=email, name=email, zone="UTC", language="en", password="!")  # noqa: S106
    with transaction.atomic():
        letters.password_reset(nobody, token=token_for(nobody), now=now())
        transaction.set_rollback(True)
