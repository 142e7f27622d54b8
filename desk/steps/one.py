"""Step 1, be prepared: who owns it and who steps in, by when they hear, what must stop, what we already knew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.next_times import LocalInstantField
from desk.steps.contract import Part, StepPage
from desk.steps.forms import LONG, PartForm
from desk.steps.knowing import what_we_knew
from desk.steps.words import row_words, versions
from ground.choosing import ChoiceField
from ground.text import LineField, TextField
from incidents.changing import set_deputy
from incidents.choices import ContainmentState, PromiseKind
from incidents.containment import WORDS, decide
from incidents.models import Preparation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desk.steps.contract import Page
    from desk.steps.slots import Slot
    from incidents.models import Containment, Promise

FIELDS = ("promised", "may_decide", "worse")
STOP = "stop_"


class PreparationForm(PartForm):
    needed = ("deputy",)
    promised = TextField(
        max_length=LONG,
        required=False,
        label=gettext_lazy("What we promised them"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    may_decide = TextField(
        max_length=LONG,
        required=False,
        label=gettext_lazy("How far you may decide alone"),
        help_text=gettext_lazy("A sum, a replacement, or nothing. Above it, who decides?"),
        widget=forms.Textarea(attrs={"rows": 1}),
    )
    worse = TextField(
        max_length=LONG,
        required=False,
        label=gettext_lazy("What could make it worse"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def build(self) -> None:
        people = what_we_knew(self.page).stand_ins
        self.people = {str(person.pk): person for person in people}
        self.fields["deputy"] = ChoiceField(
            required=False,
            label=gettext_lazy("Who steps in when you are away"),
            choices=[("", _("Nobody yet")), *((str(person.pk), person.name) for person in people)],
        )
        self.order_fields(["deputy", *FIELDS])

    def kept(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}


class StopForm(PartForm):
    """One thing to stop at once: how it stands, and who does it by when where it is planned."""

    who = LineField(max_length=100, required=False, label=gettext_lazy("Who does it"))

    def __init__(self, *args: Any, item: Containment, **kwargs: Any) -> None:
        self.item = item
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        self.fields["state"] = ChoiceField(
            label=str(WORDS[self.item.code]),
            choices=[c for c in ContainmentState.choices if c[0] != ContainmentState.UNDECIDED],
            widget=forms.RadioSelect,
            error_messages={"required": gettext_lazy("Say how it stands.")},
        )
        self.fields["by_at"] = LocalInstantField(
            zone=self.page.person.zone, required=False, label=gettext_lazy("By when")
        )
        self.order_fields(["state", "who", "by_at"])


def _parts(page: Page) -> Sequence[Part]:
    deputy = str(page.incident.deputy_id or "")
    preparation = Part(
        "preparation", PreparationForm, kind=Preparation, one=True, save=_save, initial={"deputy": deputy}
    )
    return (preparation, *(_stop(item) for item in page.standing.containment))


def _stop(item: Containment) -> Part:
    stands = "" if item.state == ContainmentState.UNDECIDED else item.state
    initial = {"state": stands, "who": item.who, "by_at": item.by_at}
    return Part(f"{STOP}{item.code}", StopForm, save=_decide, initial=initial, options={"item": item})


@transaction.atomic
def _save(slot: Slot) -> str:
    """Both or neither: who steps in, and what was prepared."""
    form: Any = slot.form
    deputy = form.people.get(form.cleaned_data["deputy"])
    set_deputy(slot.page.incident, deputy=deputy, by=slot.page.person, now=slot.page.now)
    slot.page.incident.deputy = deputy
    if slot.row is not None or any(slot.form.kept().values()):
        slot.write()
    return _("Saved.")


def _decide(slot: Slot) -> str:
    form: Any = slot.form
    decide(form.item, by=slot.page.person, now=slot.page.now, **form.kept())
    return _("Saved.")


def _context(page: Page) -> dict[str, Any]:
    row = page.standing.one(Preparation)
    return {
        "preparation": row_words(row, FIELDS) if row else [],
        "preparation_row": row,
        "before": versions(page, row, FIELDS) if row else [],
        "tell_by": _tell_by(page),
        "tell_by_reason": _tell_by_reason(page),
        "severity_words": what_we_knew(page).rhythm_words,
        "stops": [(item, WORDS[item.code]) for item in page.standing.containment],
        "known": what_we_knew(page).lines,
    }


def _first_notice(page: Page) -> Promise | None:
    """The time they were to be told by: the last one that held."""
    notices = [promise for promise in page.standing.promises if promise.kind == PromiseKind.FIRST_NOTICE]
    return max(notices, key=lambda promise: promise.pk, default=None)


def _tell_by(page: Page) -> str:
    notice = _first_notice(page)
    if notice is not None:
        return page.moment(notice.due_at)
    told = page.incident.first_told_at
    return _("Told %(when)s") % {"when": page.said(told)} if told else ""


def _tell_by_reason(page: Page) -> str:
    notice, told = _first_notice(page), page.incident.first_told_at
    severity = page.incident.get_severity_display()
    parts = [_("%(severity)s, logged %(when)s.") % {"severity": severity, "when": page.said(page.incident.logged_at)}]
    if told is None:
        parts.append(_("They have not been told yet."))
    elif notice is not None:
        in_time = _("on time") if told <= notice.due_at else _("late")
        parts.append(_("Told %(when)s, %(in_time)s.") % {"when": page.said(told), "in_time": in_time})
    return " ".join(parts)


def _subs(page: Page) -> Mapping[str, str]:
    deputy = page.incident.deputy
    return {"owner": page.incident.owner.name, "deputy": deputy.name if deputy else "", "tell_by": _tell_by(page)}


STEP = StepPage(1, "one", parts=_parts, context=_context, subs=_subs)
