"""The files of a calculated refund: letter and statement to read, as PDF, the lines as CSV and XLSX."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from desk.bring_page import progress
from desk.doors import person_of
from desk.refund_views import door, may_handle
from desk.sheet_page import sheet_of
from ground.worktime.now import now
from recovery.papers import ask_for_paper, is_long, job_of, paper_for
from recovery.refund_files import KINDS, can_be_set, table_file, to_print
from recovery.refunding import refund_of
from refunds.statement import NotInOurLetters
from updates.instants import Reader

if TYPE_CHECKING:
    from django.http import HttpRequest

    from incidents.models import Incident
    from refunds.models import Calculation


@require_safe
@login_required
def download(request: HttpRequest, reference: str, version: int, kind: str) -> HttpResponse:
    incident = door(request, reference, change=False)
    sheet = _sheet(incident, version)
    if kind not in KINDS:
        raise Http404
    name = f"{incident.reference}-{sheet.version}.{kind}"
    if kind != "pdf":
        return as_file(table_file(sheet, kind, ours=True), kind, name)
    try:
        with override(_language(incident)):
            made = paper_for(incident, sheet, incident.speaker)
    except NotInOurLetters:
        made = None
    return as_file(made, kind, name) if made else redirect("desk:sheet_paper", reference, version)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def paper(request: HttpRequest, reference: str, version: int) -> HttpResponse:
    """Letter and statement as the customer reads them; a long one is set in the background when somebody asks."""
    incident = door(request, reference, change=request.method == "POST")
    sheet = _sheet(incident, version)
    if request.method == "POST":
        with override(_language(incident)):
            ask_for_paper(incident, sheet, incident.speaker, by=person_of(request), now=now())
        messages.info(request, _("It is being set. You can leave this page."))
        return redirect("desk:sheet_paper", reference, version)
    context = _long(incident, sheet) if is_long(sheet) else _short(incident, sheet)
    part = request.headers.get("HX-Request") and context.get("progress")
    if request.headers.get("HX-Request") and not part:
        return HttpResponse(headers={"HX-Redirect": request.path})
    template = "desk/sheet_paper_progress.html" if part else "desk/sheet_paper.html"
    may_ask = may_handle(request, incident)
    return render(request, template, {"incident": incident, "sheet": sheet, "may_ask": may_ask, **context})


def _short(incident: Incident, sheet: Calculation) -> dict[str, Any]:
    with override(_language(incident)):
        shown = to_print(incident, sheet, incident.speaker)
        return {**shown, "language": _language(incident), "as_pdf": can_be_set()}


def _long(incident: Incident, sheet: Calculation) -> dict[str, Any]:
    """How far its setting is; its page would be as long as the PDF."""
    with override(_language(incident)):
        made, job = paper_for(incident, sheet, incident.speaker), job_of(incident, sheet, incident.speaker)
    going = job is not None and job.is_live
    return {
        "long": True,
        "as_pdf": made is not None,
        "progress": progress(job) if going and job else None,
        "failed": job.error if job and not going else "",
    }


def _language(incident: Incident) -> str:
    """That of whoever speaks for the customer."""
    return Reader.of_contact(incident.speaker).language if incident.speaker else incident.customer.language


def _sheet(incident: Incident, version: int) -> Calculation:
    refund = refund_of(incident)
    sheet = sheet_of(refund, version) if refund and version else None
    if sheet is None:
        raise Http404
    return sheet


def as_file(data: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
