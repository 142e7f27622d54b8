"""The files of a refund behind the private page: only of a sum that somebody else has approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse

from recovery.refund_files import KINDS, refund_file, sheet_to_show

from .answer_views import behind_the_link
from .frame import nothing

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from updates.models import Link


@behind_the_link
def download(request: HttpRequest, link: Link, token: str, moment: datetime, *, kind: str) -> HttpResponse:
    """What the page names as the sum, line by line; anything else gets the one answer of the page."""
    sheet = sheet_to_show(link)
    if sheet is None:
        return nothing(request)
    response = HttpResponse(refund_file(link.incident, sheet, kind), content_type=KINDS[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="refund.{kind}"'
    return response
