"""Files of one incident, for us only: kept, listed, given back as a download and never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from desk.doors import incident_to_change, incident_to_see, may_change, person_of
from desk.upload_limit import LimitedUpload
from ground.files.keeping import keep_file, read_file
from ground.files.limits import LARGEST
from ground.files.models import File
from ground.files.refusals import FileRefused
from ground.worktime.now import now
from updates.clock_words import day_and_time

if TYPE_CHECKING:
    from django.http import HttpRequest

    from incidents.models import Incident


class KeepForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("A file"),
        help_text=gettext_lazy("At most 10 MB. Only we see it; the customer does not."),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "invalid": gettext_lazy("Choose a file."),
            "missing": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("This file is empty."),
        },
    )


@csrf_exempt
def files(request: HttpRequest, reference: str) -> HttpResponse:
    """The limit has to be set before anything reads the form, so the check of its token comes after."""
    request.upload_handlers = [LimitedUpload(request, most=LARGEST + 1)]
    return _files(request, reference)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@csrf_protect
def _files(request: HttpRequest, reference: str) -> HttpResponse:
    incident = _door(request, reference, change=request.method == "POST")
    form = KeepForm(request.POST, request.FILES) if request.method == "POST" else KeepForm()
    if form.is_valid():
        try:
            subject = incident.history_subject
            kept = keep_file(form.cleaned_data["file"], subject=subject, by=person_of(request), now=now())
            messages.success(request, _("%(name)s is kept.") % {"name": kept.name})
            return redirect("desk:files", reference)
        except FileRefused as refused:
            form.add_error("file", str(refused))
    context = {"incident": incident, "form": form, "files": _rows(request, incident), "nav_key": "today"}
    return render(request, "desk/files.html", {**context, "may_change": may_change(incident)})


@require_safe
@login_required
def download(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Always a download of bytes without a type, whatever it is: nothing of it runs on our pages."""
    incident = _door(request, reference, change=False)
    file = get_object_or_404(File.objects.about(*incident.history_subject), pk=pk)
    try:
        answer = HttpResponse(read_file(file), content_type="application/octet-stream")
    except FileNotFoundError:
        raise Http404 from None
    answer.headers["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _door(request: HttpRequest, reference: str, *, change: bool) -> Incident:
    """What people said and felt may stand in a file: not for those who only look after the money."""
    incident = (incident_to_change if change else incident_to_see)(request, reference)
    if not person_of(request).powers.feelings:
        raise Http404
    return incident


def _rows(request: HttpRequest, incident: Incident) -> list[tuple[File, str]]:
    zone, instant = ZoneInfo(person_of(request).zone), now()
    kept = File.objects.about(*incident.history_subject)
    return [(file, day_and_time(file.kept_at, instant, zone)) for file in kept]
