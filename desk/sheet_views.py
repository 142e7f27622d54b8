"""The calculated refund: its sheet, reckoning it, leaving lines out, answering, comparing, making it the sum."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from desk.doors import person_of
from desk.refund_page import money
from desk.refund_views import REFUSALS, asked_by, currency_of, door, may_handle
from desk.sheet_compare import compared
from desk.sheet_forms import AnswerForm, CalculateForm, EmptyForm, WhyForm, known_of
from desk.sheet_page import page_of, sheet_of
from ground.worktime.now import now
from recovery.refunding import calculate_refund, refund_of, set_refund_by
from refunds.gathering import items_with_prices
from refunds.line_choices import answer_question, choose_line
from refunds.models import CalculationLine
from refunds.price_lists import priced_by
from refunds.rate_tables import latest_versions
from refunds.reckoning_ahead import pending

if TYPE_CHECKING:
    from django.http import HttpRequest

    from incidents.models import Incident
    from refunds.models import Calculation
    from refunds.reckoning_ahead import Pending

METHODS = ["GET", "HEAD", "POST"]
USUAL_WAIT = timedelta(days=7)


@require_safe
@login_required
def show(request: HttpRequest, reference: str) -> HttpResponse:
    incident = door(request, reference, change=False)
    may_change = may_handle(request, incident)
    wanted = request.GET.get("version", "")
    sheet = _sheet(incident, int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 9 else None)
    waits = _waits(incident, sheet)
    if request.headers.get("HX-Request") and (waits is None or waits.job is None):
        return HttpResponse(headers={"HX-Redirect": request.path})
    if request.headers.get("HX-Request"):
        return render(request, "desk/sheet_waits.html", {"incident": incident, "waits": waits})
    may_change = may_change and (waits is None or waits.job is None)
    if sheet is None:
        context = {"incident": incident, "may_change": may_change, "waits": waits}
        return render(request, "desk/sheet_none.html", context)
    page = page_of(sheet, person_of(request), now(), request.GET.get("page", ""))
    context = {**page, "incident": incident, "may_change": may_change and page["latest"], "waits": waits}
    return render(request, "desk/sheet.html", context)


@require_http_methods(METHODS)
@login_required
def calculate(request: HttpRequest, reference: str) -> HttpResponse:
    incident = door(request, reference)
    currency, latest, tables = currency_of(incident), _sheet(incident), latest_versions()
    if latest and latest.rates_id not in {one.pk for one in tables}:
        tables.append(latest.rates)
    form = CalculateForm(
        request.POST if request.method == "POST" else None,
        initial=known_of(latest) if latest else _usual(request, incident),
        currency=currency,
        items=items_with_prices(incident.customer, currency),
        tables=tables,
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = calculate_refund(incident, by=person_of(request), now=now(), **form.chosen())
            if made is not None:
                messages.success(
                    request, _("Version %(n)s is reckoned. Look at it line by line.") % {"n": made.version}
                )
            return redirect("desk:sheet", reference)
        except REFUSALS as refused:
            form.add_error(None, str(refused))
    return render(request, "desk/sheet_calculate.html", {"incident": incident, "form": form, "latest": latest})


@require_http_methods(METHODS)
@login_required
def choose(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Leave a line out, or take it in again."""
    incident = door(request, reference)
    line = get_object_or_404(_lines(incident), pk=pk)
    form = WhyForm(request.POST if request.method == "POST" else None)
    heading = _("Leave out %(line)s") if line.included else _("Include %(line)s again")
    text = _("The sheet is reckoned again, as a new version. The one before stays as it is.")

    def act() -> str:
        why, latest = form.cleaned_data["why"], line.calculation
        made = choose_line(latest, key=line.key, included=not line.included, why=why, by=person_of(request), now=now())
        return _("Done. This is the new version.") if made else _("Done. The new version is being reckoned.")

    label = _("Leave it out") if line.included else _("Include it")
    return asked_by(
        request, incident, form, act, heading=heading % {"line": line.key}, text=text, label=label, back=_back(incident)
    )


@require_http_methods(METHODS)
@login_required
def answer(request: HttpRequest, reference: str, version: int, number: int) -> HttpResponse:
    incident = door(request, reference)
    sheet = _version(incident, version)
    if not 1 <= number <= len(sheet.questions):
        raise Http404
    question = sheet.questions[number - 1]
    form = AnswerForm(request.POST if request.method == "POST" else None, asked=question["asked"])

    def act() -> str:
        made = answer_question(
            sheet,
            asked=question["asked"],
            about=question["about"],
            by=person_of(request),
            now=now(),
            **form.cleaned_data,
        )
        return _("Answered. This is the new version.") if made else _("Answered. The new version is being reckoned.")

    heading, label = _("A question about the sheet"), _("Answer it")
    return asked_by(
        request, incident, form, act, heading=heading, text=question["words"], label=label, back=_back(incident)
    )


@require_http_methods(METHODS)
@login_required
def make_sum(request: HttpRequest, reference: str, version: int) -> HttpResponse:
    incident = door(request, reference)
    sheet = _version(incident, version)
    text = _("It becomes a new version of what we owe. Somebody else has to approve it before it is paid.")

    def act() -> str:
        set_refund_by(incident, sheet, by=person_of(request), now=now())
        return _("The sum is set. Ask for approval next.")

    heading = _("Make %(sum)s what we owe them") % {"sum": money(sheet.owed)}
    form = EmptyForm(request.POST if request.method == "POST" else None)
    return asked_by(request, incident, form, act, heading=heading, text=text, label=_("Set the sum"))


@require_safe
@login_required
def compare(request: HttpRequest, reference: str, version: int, other: int) -> HttpResponse:
    incident = door(request, reference, change=False)
    context = compared(_version(incident, other), _version(incident, version))
    return render(request, "desk/sheet_compare.html", {**context, "incident": incident})


def _waits(incident: Incident, sheet: Calculation | None) -> Pending | None:
    if sheet is not None:
        return pending(sheet.refund) if vars(sheet)["waits"] else None
    refund = refund_of(incident)
    return pending(refund) if refund else None


def _sheet(incident: Incident, version: int | None = None) -> Calculation | None:
    refund = refund_of(incident)
    return sheet_of(refund, version) if refund else None


def _version(incident: Incident, version: int) -> Calculation:
    sheet = _sheet(incident, version) if version else None
    if sheet is None:
        raise Http404
    return sheet


def _lines(incident: Incident) -> Any:
    refund = refund_of(incident)
    return CalculationLine.objects.select_related("calculation__refund", "calculation__rates__table").filter(
        calculation__refund=refund, kind="line"
    )


def _usual(request: HttpRequest, incident: Incident) -> dict[str, Any]:
    here = now().astimezone(ZoneInfo(person_of(request).zone)).date()
    usual = {"zone": incident.customer.zone, "pricing": priced_by(incident.customer).value}
    return {**usual, "refund_on": here + USUAL_WAIT}


def _back(incident: Incident) -> str:
    return reverse("desk:sheet", args=[incident.reference])
