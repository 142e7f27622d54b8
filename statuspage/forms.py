"""The one field of the status page: an address to which a new link may go."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ground.text import AddressField


class AskForm(forms.Form):
    email = AddressField(
        label=_("Your email"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Write the email address we wrote to.")},
    )
