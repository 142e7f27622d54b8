"""Tables of rates: anybody who sees money reads them; finance and administrators add a rate, or a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods, require_safe

from ground.accounts.access import me
from ground.accounts.form_parts import DayField
from ground.accounts.models import Role
from ground.languages import written_day
from ground.text import LineField, TextField
from ground.worktime.now import now
from refunds.models import RateTable
from refunds.numbers import read_number
from refunds.rate_tables import latest_of, latest_versions, make_table, set_rate
from refunds.refusals import RefundRefused
from refunds.wording import figure

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from ground.accounts.models import Person
    from refunds.models import RateVersion

METHODS = ["GET", "HEAD", "POST"]
CHANGERS = (Role.FINANCE, Role.ADMINISTRATOR)
VERSIONS = 50


class RateForm(forms.Form):
    valid_from = DayField(label=_later("It holds from"), help_text=_later("That day included."))
    percent = LineField(
        max_length=20,
        label=_later("Per cent a year"),
        error_messages={"required": _later("Write the rate.")},
    )
    why = LineField(
        max_length=200,
        label=_later("Where does it stand?"),
        help_text=_later("An address, a contract, a letter."),
        error_messages={"required": _later("Say where this rate stands.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["percent"].widget.attrs["inputmode"] = "decimal"

    def clean_percent(self) -> Any:
        try:
            return read_number(self.cleaned_data["percent"], get_language() or "en")
        except RefundRefused as refused:
            raise forms.ValidationError(str(refused)) from None


class TableForm(RateForm):
    name = LineField(
        max_length=120, label=_later("Name"), error_messages={"required": _later("Write a name for the table.")}
    )
    source = TextField(
        max_length=1000,
        label=_later("Where do its rates come from?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _later("Say where the rates come from.")},
    )
    field_order = ("name", "source", "valid_from", "percent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["why"]


@require_safe
@login_required
def list_rates(request: HttpRequest) -> HttpResponse:
    person = _reader(request)
    versions, today = latest_versions(), now().date()
    prefetch_related_objects(versions, "rates")
    tables = [{"version": version, "now": _now_of(version, today)} for version in versions]
    context = {"tab": "rates", "tables": tables, "may_change": _changes(person)}
    return render(request, "board/rates.html", context)


@require_http_methods(METHODS)
@login_required
def show_table(request: HttpRequest, pk: int) -> HttpResponse:
    person = _reader(request, change=request.method == "POST")
    table = get_object_or_404(RateTable, pk=pk)
    form = RateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _attempt(form, lambda: set_rate(table, by=person, now=now(), **form.cleaned_data)):
        messages.success(request, _("Saved as a new version. Calculations keep the version they were made with."))
        return redirect("board:rate_table", pk)
    latest = latest_of(table)
    context = {
        "tab": "rates",
        "table": table,
        "latest": latest,
        "rates": [(written_day(rate.valid_from, "long-year"), figure(rate.percent)) for rate in latest.rates.all()],
        "versions": table.versions.select_related("made_by").order_by("-number")[:VERSIONS],
        "form": form,
        "may_change": _changes(person),
    }
    return render(request, "board/rate_table.html", context)


@require_http_methods(METHODS)
@login_required
def new_table(request: HttpRequest) -> HttpResponse:
    person = _reader(request, change=True)
    form = TableForm(request.POST if request.method == "POST" else None)

    def made() -> RateVersion:
        data = form.cleaned_data
        rates = {data["valid_from"]: data["percent"]}
        return make_table(name=data["name"], source=data["source"], rates=rates, by=person, now=now())

    if request.method == "POST" and _attempt(form, made):
        messages.success(request, _("The table is there. Add its other rates."))
        return redirect("board:rate_table", RateTable.objects.latest("pk").pk)
    return render(request, "board/rate_table_new.html", {"tab": "rates", "form": form})


def _reader(request: HttpRequest, *, change: bool = False) -> Person:
    person = me(request)
    if not (person.powers.money or person.powers.settings) or (change and not _changes(person)):
        raise Http404
    return person


def _changes(person: Person) -> bool:
    return person.role in CHANGERS


def _attempt(form: forms.Form, verb: Callable[[], object]) -> bool:
    """Call the verb when the form is whole; a refusal stands above it."""
    if not form.is_valid():
        return False
    try:
        verb()
    except RefundRefused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _now_of(version: RateVersion, today: date) -> str:
    """The rate of today, and since when; nothing before the first."""
    begun = [rate for rate in version.rates.all() if rate.valid_from <= today]
    if not begun:
        return ""
    valid = begun[-1]
    words = {"percent": figure(valid.percent), "day": written_day(valid.valid_from, "long-year")}
    return _("%(percent)s %% since %(day)s") % words
