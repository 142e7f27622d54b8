"""A free note of a step: internal words that no letter or page is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.steps.contract import Part
from desk.steps.forms import LONG, PartForm
from ground.text import TextField
from incidents.progress import note_step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desk.steps.contract import Page
    from desk.steps.slots import Slot


class NoteForm(PartForm):
    note = TextField(
        max_length=LONG,
        required=False,
        label=gettext_lazy("What you found and did"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


def note_part(page: Page) -> Sequence[Part]:
    return (Part("note", NoteForm, save=_save, initial={"note": page.step.note}),)


def _save(slot: Slot) -> str:
    page = slot.page
    note = slot.form.cleaned_data["note"]
    note_step(page.incident, number=page.number, note=note, by=page.person, now=page.now)
    return _("Saved.")
