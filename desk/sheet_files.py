"""The files of a calculated refund: the statement as PDF, the lines as CSV and XLSX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from desk.refund_views import door
from desk.sheet_page import sheet_of
from recovery.refund_files import KINDS, refund_file
from recovery.refunding import refund_of

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_safe
@login_required
def download(request: HttpRequest, reference: str, version: int, kind: str) -> HttpResponse:
    incident = door(request, reference, change=False)
    refund = refund_of(incident)
    sheet = sheet_of(refund, version) if refund and version else None
    if sheet is None or kind not in KINDS:
        raise Http404
    with override(incident.customer.language if kind == "pdf" else get_language()):
        return as_file(refund_file(incident, sheet, kind), kind, f"{incident.reference}-{sheet.version}.{kind}")


def as_file(data: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
