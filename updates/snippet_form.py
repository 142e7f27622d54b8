"""The form of a snippet, for whoever keeps their own and for the administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ground.choosing import ChoiceField
from ground.text import LineField, TextField

from .snippets import SnippetRefused, Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from .models import Snippet


class SnippetForm(forms.Form):
    name = LineField(
        max_length=60,
        label=_("Name"),
        help_text=_("What you look for in the list. They never read it."),
        error_messages={"required": _("Give it a name.")},
    )
    language = ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    text = TextField(
        max_length=2000,
        label=_("Text"),
        help_text=_("It is put into your message. Nothing is sent until you have read it there."),
        widget=forms.Textarea(attrs={"rows": 5, "class": "letter letter--s"}),
        error_messages={"required": _("Write the text.")},
    )

    @classmethod
    def of(cls, snippet: Snippet | None, data: Any, *, language: str) -> SnippetForm:
        if snippet is None:
            return cls(data, initial={"language": language})
        return cls(data, initial={"name": snippet.name, "language": snippet.language, "text": snippet.text})

    def keeps(self, verb: Callable[[Words], object]) -> bool:
        """Call the verb with what was typed when the form is whole; a refusal becomes the error of its field."""
        if not self.is_valid():
            return False
        try:
            verb(Words(**self.cleaned_data))
        except SnippetRefused as refused:
            self.add_error(refused.field or None, str(refused))
            return False
        return True
