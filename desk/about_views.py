"""What this is, whom it owes its eight steps to, and what it is built of."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.steps import STEPS


@require_safe
@login_required
def show_about(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/about.html", {"steps": STEPS})
