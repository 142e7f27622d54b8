"""What somebody reported: their own words and what became of them, nothing else of the case."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desk.doors import person_of
from incidents.models import Incident


@require_safe
@login_required
def reports(request: HttpRequest) -> HttpResponse:
    mine = Incident.objects.reported_by(person_of(request)).select_related("customer").order_by("-logged_at")
    page = Paginator(mine, 25).get_page(request.GET.get("page"))
    return render(request, "desk/reports.html", {"page": page})
