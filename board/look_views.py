"""Settings of the house: the colour of its letters and private pages, and the lines beneath every signature."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods

from board import settings_words as words
from board.settings_forms import WhyForm, attempt
from board.settings_views import only_to_change
from ground import colours
from ground.accounts.access import me, only_with
from ground.accounts.house import set_look
from ground.accounts.models import House
from ground.text import LineField, TextField
from ground.worktime.now import now


class LookForm(WhyForm):
    accent = LineField(
        max_length=7,
        required=False,
        label=_later("Colour of buttons and links"),
        help_text=_later("Six digits after a #, like #0b5f68. Left empty, they keep our petrol."),
    )
    signature = TextField(
        max_length=300,
        required=False,
        label=_later("Lines beneath every signature"),
        help_text=_later("Such as your address and register number. At most five lines and 300 letters."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ["accent", "signature", "why"]


@only_with("settings")
@require_http_methods(["GET", "HEAD", "POST"])
def show_look(request: HttpRequest) -> HttpResponse:
    only_to_change(request)
    house = House.objects.get()
    begin = {"accent": house.accent, "signature": house.signature}
    form = LookForm(request.POST if request.method == "POST" else None, initial=begin)
    if request.method == "POST" and attempt(form, lambda: set_look(**form.cleaned_data, by=me(request), now=now())):
        messages.success(request, _("Saved. Letters written from now on carry it."))
        return redirect("board:look")
    shades = colours.shades(house.accent or colours.USUAL)
    context = {
        "tab": "look",
        "form": form,
        "house": house,
        "shades": shades,
        "on_light": f"{colours.contrast(shades.link, colours.LIGHT_GROUND):.1f}",
        "on_dark": f"{colours.contrast(shades.dark_link, colours.DARK_GROUND):.1f}",
        "may_change": me(request).powers.administers,
        "history": words.changes_of("house", house.pk, "house.look_set"),
    }
    return render(request, "board/settings_look.html", context)
