"""Who else? Opening the recoveries that were chosen: each with a draft that its account manager reads and signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from customers.models import only_reads
from desk.doors import person_of
from ground.worktime.now import now
from recovery.campaign import CampaignRefused, NotTheirs, open_campaign
from refunds.models import Sweep

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LONGEST_ID = 18


@require_POST
@login_required
def open_chosen(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    if only_reads(person) or not person.powers.money:
        raise Http404
    sweep = get_object_or_404(Sweep.objects.visible_to(person).filter(done_at__isnull=False), pk=pk)
    rows = {_id(typed) for typed in request.POST.getlist("rows")}
    try:
        campaign = open_campaign(sweep, rows=rows, by=person, now=now())
    except NotTheirs:
        raise Http404 from None
    except CampaignRefused as refused:
        messages.error(request, str(refused))
        return redirect("desk:sweep", pk)
    words = ngettext(
        "One recovery is being opened. Whoever writes to them reads the draft and signs it.",
        "%(n)s recoveries are being opened. Whoever writes to them reads the drafts and signs them.",
        len(rows),
    )
    messages.success(request, words % {"n": len(rows)})
    return redirect("board:campaign", campaign.pk)


def _id(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_ID):
        raise Http404
    return int(typed)
