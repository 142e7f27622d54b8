"""Moving the demo's clock on, from the banner on every page."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from desk.appearance import safe_next
from ground.worktime.now import DemoRefused, move_demo, move_demo_to_tomorrow, now
from updates.clock_words import day_words, time_words

MOVES = {"1h": timedelta(hours=1), "4h": timedelta(hours=4)}


@require_POST
@login_required
def move_clock(request: HttpRequest) -> HttpResponse:
    """One of the three moves; anything else, and any house that is no demo, has nothing at this address."""
    by = request.POST.get("by", "")
    if not settings.DEMO or by not in {*MOVES, "tomorrow"}:
        raise Http404
    zone = ZoneInfo(str(timezone.get_current_timezone()))
    try:
        moment = move_demo(MOVES[by]) if by in MOVES else move_demo_to_tomorrow(zone)
    except DemoRefused as refusal:
        messages.error(request, str(refusal))
    else:
        words = {"day": day_words(moment, moment, zone), "time": time_words(moment, zone)}
        messages.success(request, _("It is now %(day)s, %(time)s in this demo.") % words)
    return HttpResponseRedirect(safe_next(request))


def demo_now_words() -> str:
    """“Thu 19 Nov, 10:40”, where the reader is."""
    moment, zone = now(), timezone.get_current_timezone()
    return _("%(day)s, %(time)s") % {"day": day_words(moment, moment, zone), "time": time_words(moment, zone)}
