"""The page of one campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from board.campaign_page import members_of, shown_to
from customers.models import only_reads
from ground.accounts.models import Person
from ground.worktime.now import now
from incidents.models import Campaign, Incident
from updates.instants import Reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE = 100


@require_safe
@login_required
def show_campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Each sees the customers they may see, and nothing says whether there are others."""
    person, instant = request.user, now()
    if not isinstance(person, Person) or not person.powers.money:
        raise Http404
    campaign = get_object_or_404(Campaign.objects.select_related("job"), pk=pk)
    members = members_of(campaign, person)
    if not members:
        raise Http404
    shown = shown_to(person, campaign, members, instant)
    context = {
        "campaign": campaign,
        "began": Incident.objects.visible_to(person).filter(campaigns_begun=campaign).first(),
        "shown": shown,
        "page": Paginator(shown.rows, PAGE).get_page(request.GET.get("page")),
        "at_work": bool(shown.waiting) and campaign.job is not None and campaign.job.is_live,
        "opened": len(members) - len(shown.waiting),
        "chosen": len(members),
        "feelings": person.powers.feelings,
        "may_change": not only_reads(person),
        "now_words": Reader.of_person(person).moment(instant),
        "now": instant,
        "nav_key": "board",
    }
    return render(request, "board/campaign.html", context)
