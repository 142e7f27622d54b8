"""The review board's page."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from board.review import Filters, board_of, figures, lead, rows, tabs
from ground.accounts.models import Person, Role
from ground.worktime.now import now
from incidents.choices import Kind
from incidents.steps import STEPS

PAGE = 50
MAY_REVIEW = (Role.MANAGER, Role.ACCOUNT_MANAGER, Role.AUDITOR, Role.FINANCE)


@require_safe
@login_required
def review(request: HttpRequest) -> HttpResponse:
    person, instant = request.user, now()
    if not isinstance(person, Person) or person.role not in MAY_REVIEW:
        raise Http404
    wanted = Filters.of(request.GET.dict())
    everything = board_of(person)
    found = wanted.narrow(everything, instant).select_related("customer", "owner").by_clock()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    strip = figures(person, instant)
    context = {
        "filters": wanted,
        "tabs": tabs(everything, wanted.view, instant),
        "figures": strip,
        "lead": lead(int(strip[0].value)),
        "page": page,
        "rows": rows(list(page), instant, person.zone),
        "owners": Person.objects.filter(incidents__in=everything.order_by().values("pk")).distinct(),
        "kinds": Kind.choices,
        "steps": STEPS,
    }
    return render(request, "board/review.html", context)
