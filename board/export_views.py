"""Everything, as files: an administrator asks for it, sees how far it is, stops it, and has it for a week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from customers.reading_csv import grouped
from ground.accounts.access import administrators_only, me
from ground.files.models import Export
from ground.jobs.models import Job, State
from ground.worktime.now import now
from recovery.export.keeping import KIND, ExportRefused, ask_everything, hand_out, stop
from updates.clock_words import day_and_time

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from ground.accounts.models import Person

SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def show_exports(request: HttpRequest) -> HttpResponse:
    person, instant = me(request), now()
    if request.method == "POST":
        ask_everything(by=person, now=instant)
        messages.success(request, _("It is being made. You can leave this page."))
        return redirect("board:exports")
    exports = list(Export.objects.of(person)[:SHOWN])
    jobs = _jobs(exports)
    rows = [_row(export, jobs.get(export.pk), person, instant) for export in exports]
    context = {"tab": "exports", "rows": rows, "running": next((row for row in rows if row["live"]), None)}
    template = "board/exports_part.html" if "HX-Request" in request.headers else "board/exports.html"
    return render(request, template, context)


@require_POST
@administrators_only
def stop_export(request: HttpRequest, key: UUID) -> HttpResponse:
    if stop(_mine(request, key), by=me(request), now=now()):
        messages.info(request, _("Stopped. Nothing is kept of it."))
    else:
        messages.error(request, _("It had ended when you stopped it."))
    return redirect("board:exports")


@require_POST
@administrators_only
def download_export(request: HttpRequest, key: UUID) -> HttpResponse:
    """A POST: the history notes who had it, and a look changes nothing."""
    export, instant = _mine(request, key), now()
    try:
        path = hand_out(export, by=me(request), now=instant)
    except ExportRefused as refused:
        messages.error(request, str(refused))
        return redirect("board:exports")
    name = f"everything-{export.asked_at:%Y-%m-%d}.zip"
    file = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/zip")
    return cast("HttpResponse", file)


def _mine(request: HttpRequest, key: UUID) -> Export:
    export = Export.objects.of(me(request)).filter(key=key).first()
    if export is None:
        raise Http404
    return export


def _jobs(exports: Sequence[Export]) -> dict[int, Job]:
    """The latest work on each."""
    found = Job.objects.filter(kind=KIND, subject_id__in=[export.pk for export in exports]).order_by("pk")
    return {job.subject_id: job for job in found}


def _row(export: Export, job: Job | None, person: Person, instant: datetime) -> dict[str, Any]:
    zone = ZoneInfo(person.zone)
    here = bool(export.size and export.ends_at and export.ends_at > instant)
    return {
        "export": export,
        "here": here,
        "live": job is not None and job.is_live,
        "asked": day_and_time(export.asked_at, instant, zone),
        "state": _state(export, job, here=here),
        "until": day_and_time(export.ends_at, instant, zone) if here and export.ends_at else "",
        "size": filesizeformat(export.size) if here else "",
        "rows": grouped(sum(export.counts.values())) if export.counts else "",
        "done": job.done if job else 0,
        "total": max(job.total, job.done, 1) if job else 1,
        "so_far": _so_far(job) if job else "",
    }


def _so_far(job: Job) -> str:
    if not job.total:
        return _("Waiting for a worker")
    return _("%(done)s of %(total)s rows") % {"done": grouped(job.done), "total": grouped(job.total)}


def _state(export: Export, job: Job | None, *, here: bool) -> str:
    if here:
        return _("Ready")
    if export.made_at is not None:
        return _("Gone")
    if job is None or job.is_live:
        return _("Being made")
    return _("Stopped") if job.state == State.CANCELLED else job.error or _("Stopped")
