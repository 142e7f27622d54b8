"""The forms of signing in; the pages are allauth's, the words and the checks of what is typed are ours."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ground.text import AddressField
from ground.worktime.now import now

from . import limits

LONGEST_PASSWORD = 1000


class PasswordField(forms.CharField):
    """A password is never cleaned; one that is longer than a letter is not a password."""

    def __init__(self, label: Any, *, autocomplete: str, **kwargs: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        super().__init__(label=label, strip=False, widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        text: str = super().to_python(value) or ""
        if len(text) > LONGEST_PASSWORD or "\x00" in text:
            raise ValidationError(_("That cannot be a password: it is too long or has hidden characters."))
        return text


class NewPasswordField(PasswordField):
    """Checked against the rules for passwords and against what is known of the person."""

    user: Any = None

    def __init__(self, label: Any) -> None:
        hint = _("At least 12 characters. Three or four words that only you put together are good.")
        super().__init__(label, autocomplete="new-password", help_text=hint)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        checked: str = get_adapter().clean_password(text, user=self.user)
        return checked


def _address() -> AddressField:
    return AddressField(label=_("Work email"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = _address()
        self.fields["password"] = PasswordField(_("Password"), autocomplete="current-password")
        self.order_fields(["login", "password"])

    def clean_login(self) -> str:
        address: str = self.cleaned_data["login"]
        return address.lower()


class AskForLinkForm(ResetPasswordForm):
    """`users` stays empty for an address that is not ours; the answer is the same."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = _address()


class _TwoPasswords(forms.Form):
    """The new password twice, each compared by allauth's mixin."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = NewPasswordField(_("New password"))
        first.user = self.user  # type: ignore[attr-defined]
        self.fields["password1"] = first
        self.fields["password2"] = PasswordField(_("The new password once more"), autocomplete="new-password")


class ByLinkForm(_TwoPasswords, ResetPasswordKeyForm):
    """Choosing a password with the link from a mail."""


class ChangeForm(_TwoPasswords, ChangePasswordForm):
    """Choosing a new password with the old one, which may be guessed only a few times."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = PasswordField(_("Your password now"), autocomplete="current-password")
        self.order_fields(["oldpassword", "password1", "password2"])

    def clean_oldpassword(self) -> str:
        if not limits.take(limits.PASSWORD_CHANGE, self.user.email, now=now()):
            raise ValidationError(_("Too many tries. Wait ten minutes."), code="too_many_login_attempts")
        old: str = super().clean_oldpassword()
        limits.give_back(limits.PASSWORD_CHANGE, self.user.email)
        return old
