"""Whether the statement of the refund goes with a letter, and what is said when the sum changes meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from recovery.papers import with_papers
from updates.attached import statement_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from customers.models import Contact
    from desk.telling_forms import UpdateForm
    from updates.attached import Statement

ATTACH, MARK = "attach", "attach_of"


def offer(form: UpdateForm) -> None:
    """Add the choice where an approved sum was reckoned; a tick for another sum than the one that holds is undone."""
    known = form.statement = statement_of(form.incident)
    ticked = form.is_bound and bool(form.data.get(ATTACH))
    form.sum_changed = ticked and (known is None or known.mark != form.data.get(MARK))
    if form.sum_changed:
        data: Any = form.data.copy()  # type: ignore[attr-defined]  # what was posted can be copied
        data.pop(ATTACH)
        data[MARK] = known.mark if known else ""
        form.data = data
    if known is not None:
        help_text = _("Letter and every line, as it was approved: version %(n)s of the sheet.") % {"n": known.version}
        label = _("Attach the statement of the refund (PDF)")
        form.fields[ATTACH] = forms.BooleanField(required=False, label=label, help_text=help_text)
        form.fields[MARK] = forms.CharField(required=False, widget=forms.HiddenInput, initial=known.mark, max_length=60)


def refuse_another_sum(form: UpdateForm) -> None:
    if not form.sum_changed:
        return
    if form.statement is None:
        form.add_error(None, _("The sum changed and is not approved yet. Its statement cannot be attached."))
    else:
        form.add_error(ATTACH, _("The sum, or what is paid, changed while you wrote. Look again, then tick it anew."))


def attached(form: UpdateForm) -> Statement | None:
    """What is chosen so far, without its files."""
    return form.statement if form.statement and form[ATTACH].value() else None


def with_files(form: UpdateForm, contacts: Sequence[Contact], now: datetime) -> Statement | None:
    """What goes with the letter. SendRefused when it is not set yet, or too large for a mail."""
    chosen = attached(form)
    return with_papers(form.incident, chosen, contacts, by=form.person, now=now) if chosen else None
