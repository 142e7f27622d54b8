"""The refund behind the private page, to keep and to print: only a sum that somebody else has approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from recovery.papers import paper_for
from recovery.refund_files import KINDS, can_be_set, sheet_to_show, table_file, to_print
from refunds.statement import NotInOurLetters

from .answer_views import behind_the_link
from .frame import nothing, with_house

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from updates.models import Link


@behind_the_link
def download(request: HttpRequest, link: Link, token: str, moment: datetime, *, kind: str) -> HttpResponse:
    """What the page names as the sum, line by line; anything else gets the one answer of the page.

    What cannot be set as PDF, or is long and not set yet, is read on the page to print.
    """
    sheet = sheet_to_show(link)
    if sheet is None:
        return nothing(request)
    if kind != "pdf":
        return _as_file(table_file(sheet, kind, ours=False), kind)
    try:
        made = paper_for(link.incident, sheet, link.contact)
    except NotInOurLetters:
        made = None
    return _as_file(made, kind) if made else redirect(reverse("statuspage:refund_print", args=[token]))


def _as_file(data: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=KINDS[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="refund.{kind}"'
    return response


@behind_the_link
def on_paper(request: HttpRequest, link: Link, token: str, moment: datetime) -> HttpResponse:
    """Letter and statement as a page, in every language."""
    sheet = sheet_to_show(link)
    if sheet is None:
        return nothing(request)
    shown = to_print(link.incident, sheet, link.contact)
    shared = with_house(token=token, customer=link.incident.customer.name, has_statement=can_be_set())
    return render(request, "statuspage/refund.html", {**shared, **shown})
