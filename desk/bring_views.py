"""Bringing invoice lines and agreed prices: the file, its columns, every row checked, all of them in."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.encodings import CannotRead
from desk import bring_page
from desk.bring_forms import BringForm, LandForm, ReadingForm
from desk.customer_forms import usual_currency
from desk.customers_views import posted
from desk.doors import person_of
from desk.import_views import as_text
from desk.upload_limit import LimitedFile
from ground.worktime.now import now
from refunds.incoming import RowProblem, Upload, UploadKind, UploadState
from refunds.intake import uploads
from refunds.intake.checking import layout_of_upload
from refunds.intake.files import MOST_BYTES, path_of
from refunds.intake.finding import may_import
from refunds.intake.reading import rows_of
from refunds.refusals import RefundRefused

if TYPE_CHECKING:
    from django.http import HttpRequest

    from ground.accounts.models import Person
    from ground.jobs.models import Job


@csrf_exempt
def bring(request: HttpRequest, kind: str) -> HttpResponse:
    """The limit has to be set before anything reads the form, so the check of its token comes after."""
    request.upload_handlers = [LimitedFile(request, most=MOST_BYTES)]
    return _bring(request, kind)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@csrf_protect
def _bring(request: HttpRequest, kind: str) -> HttpResponse:
    person = _importer(request)
    form = BringForm(posted(request), request.FILES if request.method == "POST" else None)
    if form.is_valid():
        file, encoding = form.cleaned_data["file"], form.cleaned_data["encoding"]
        currency = usual_currency(person.zone)
        try:
            upload = uploads.keep_upload(
                kind=kind,
                name=file.name,
                chunks=file.chunks(),
                currency=currency,
                encoding=encoding,
                by=person,
                now=now(),
            )
        except CannotRead as refused:
            form.add_error("file", str(refused))
        else:
            packed = upload.state == UploadState.PACKED
            return redirect("desk:brought" if packed else "desk:bring_columns", upload.pk)
    return render(request, "desk/bring_file.html", {"form": form, "prices": kind == UploadKind.PRICES})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column is what. Other letters or another separator may make other columns: then they are shown anew."""
    person = _importer(request)
    upload = _not_in_yet(_upload(person, pk))
    if upload.state == UploadState.PACKED:
        return redirect("desk:brought", upload.pk)
    form = ReadingForm(posted(request), kind=upload.kind, reading=upload.reading)
    if form.is_valid():
        try:
            same = uploads.choose_reading(upload, reading=form.chosen(), now=now())
            if same:
                uploads.ask_check(upload, by=person, now=now())
        except (CannotRead, RefundRefused) as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("desk:brought" if same else "desk:bring_columns", upload.pk)
    earlier = uploads.earlier_import(upload)
    context = {"form": form, "upload": upload, "columns": bring_page.columns(form, upload), "earlier": earlier}
    context["prices"] = upload.kind == UploadKind.PRICES
    return render(request, "desk/bring_columns.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, what would go in, or what did; a POST lets it in."""
    person = _importer(request)
    upload = _upload(person, pk)
    job = uploads.job_of(upload)
    if upload.state == UploadState.LANDED:
        return _done(request, upload)
    if job is not None and job.is_live:
        return _progress(request, upload, job)
    if upload.state != UploadState.CHECKED:
        return _stopped(request, upload, job)
    form = LandForm(posted(request), wrong=bring_page.rows_out(upload))
    if form.is_valid():
        if form.mends():
            uploads.stop(upload)
            messages.info(request, _("Nothing was written. Bring the file again when it is mended."))
            return redirect("desk:bring_file", upload.kind)
        try:
            uploads.ask_landing(upload, left_out_why=form.cleaned_data.get("why", ""), by=person, now=now())
        except RefundRefused as refused:
            messages.error(request, str(refused))
        return redirect("desk:brought", upload.pk)
    return _checked(request, upload, form, job)


@require_POST
@login_required
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing of it is written; when it was in already, it stays."""
    upload = _upload(_importer(request), pk)
    if uploads.stop(upload):
        messages.info(request, _("Stopped. Nothing was written."))
    else:
        messages.error(request, _("It is going in, or is in already. It cannot be stopped any more."))
    return redirect("desk:brought", upload.pk)


@require_safe
@login_required
def wrong_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that cannot be used, as they were, with the reasons; what a spreadsheet would run is marked as text."""
    upload = _not_in_yet(_upload(_importer(request), pk))
    reasons: dict[int, list[str]] = {}
    for problem in RowProblem.objects.filter(upload=upload).order_by("line", "column"):
        reasons.setdefault(problem.line, []).append(f"{problem.heading}: {problem.why}".removeprefix(": "))
    if upload.state == UploadState.PACKED:
        raise Http404
    layout = layout_of_upload(upload)
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="rows-to-mend.csv"'
    writer = csv.writer(answer, delimiter=layout.separator)
    writer.writerow([*map(as_text, layout.headings), _("Line"), _("Why we cannot use it")])
    for line, cells in rows_of(path_of(upload.key), layout) if reasons else ():
        if line in reasons:
            writer.writerow([*map(as_text, cells), line, as_text(" ".join(reasons[line]))])
    return answer


def _progress(request: HttpRequest, upload: Upload, job: Job) -> HttpResponse:
    template = "desk/bring_progress_part.html" if request.headers.get("HX-Request") else "desk/bring_progress.html"
    landing = upload.state == UploadState.CHECKED
    opening = upload.state == UploadState.PACKED
    context = {"upload": upload, "progress": bring_page.progress(job), "landing": landing, "opening": opening}
    return render(request, template, context)


def _checked(request: HttpRequest, upload: Upload, form: LandForm, job: Job | None) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return _whole_page(request)
    problems = uploads.problems_of(upload, bring_page.PROBLEMS_SHOWN)
    context = {
        "form": form,
        "upload": upload,
        "problems": problems,
        "problems_more": max(upload.problems - len(problems), 0),
        "first": bring_page.first_rows(upload),
        "findings": bring_page.findings(upload),
        "prices": upload.kind == UploadKind.PRICES,
        "failed": job.error if job is not None else "",
        **bring_page.checked_words(upload),
    }
    return render(request, "desk/bring_checked.html", context)


def _done(request: HttpRequest, upload: Upload) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return _whole_page(request)
    context = {"upload": upload, "figures": bring_page.figures_of(upload), "findings": bring_page.findings(upload)}
    context |= bring_page.compared(upload)
    return render(request, "desk/bring_done.html", context)


def _stopped(request: HttpRequest, upload: Upload, job: Job | None) -> HttpResponse:
    """Not checked, and nobody is at it: it was stopped, or it could not be read."""
    if request.headers.get("HX-Request"):
        return _whole_page(request)
    if job is None or not job.error:
        packed = upload.state == UploadState.PACKED
        return redirect("desk:bring_file", upload.kind) if packed else redirect("desk:bring_columns", upload.pk)
    return render(request, "desk/bring_stopped.html", {"upload": upload, "why": job.error})


def _whole_page(request: HttpRequest) -> HttpResponse:
    """The part that looked how far it is has nothing more to look at."""
    return HttpResponse(headers={"HX-Redirect": request.path})


def _importer(request: HttpRequest) -> Person:
    person = person_of(request)
    if not may_import(person):
        raise Http404
    return person


def _upload(person: Person, pk: int) -> Upload:
    upload = Upload.objects.of(person).filter(pk=pk).first()
    if upload is None:
        raise Http404
    return upload


def _not_in_yet(upload: Upload) -> Upload:
    """Its file is here as long as it is not in and not older than a day."""
    if upload.state == UploadState.LANDED or not path_of(upload.key).exists():
        raise Http404
    return upload
