"""Importing customers: the file, its columns, what would happen, and what did."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from customers.assigning import may_add
from customers.encodings import CannotRead
from customers.importing import ImportRefused, import_customers
from customers.models import ImportFile
from customers.planning import Plan, plan_import
from customers.reading_csv import MOST_BYTES, grouped
from customers.rows import Otherwise
from customers.uploads import choose_reading, earlier_import, keep_upload, table_of
from desk.customer_forms import usual_currency
from desk.customers_views import posted
from desk.doors import person_of
from desk.import_forms import MEND, ColumnsForm, ConfirmForm, UploadForm
from desk.upload_limit import LimitedUpload
from ground.worktime.now import now
from updates.clock_words import day_words

if TYPE_CHECKING:
    from django.http import HttpRequest

    from customers.reading_csv import Table
    from ground.accounts.models import Person

FIRST_ROWS = 5
PROBLEMS_SHOWN = 100
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@csrf_exempt
def bring(request: HttpRequest) -> HttpResponse:
    """The limit has to be set before anything reads the form, so the check of its token comes after."""
    request.upload_handlers = [LimitedUpload(request, most=MOST_BYTES + 1)]
    return _bring(request)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@csrf_protect
def _bring(request: HttpRequest) -> HttpResponse:
    person = _importer(request)
    form = UploadForm(posted(request), request.FILES if request.method == "POST" else None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = keep_upload(
                name=file.name,
                data=file.read(),
                otherwise=Otherwise(person.zone, person.language, usual_currency(person.zone)),
                encoding=form.cleaned_data["encoding"],
                by=person,
                now=now(),
            )
        except CannotRead as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("desk:import_columns", upload.pk)
    return render(request, "desk/import_file.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column is what. Other letters or another separator may make other columns: then they are shown anew."""
    person = _importer(request)
    upload = _unused(person, pk)
    table = table_of(upload)
    form = ColumnsForm(posted(request), headings=table.headings, reading=upload.reading, person=person)
    if form.is_valid():
        try:
            upload = choose_reading(upload, **form.chosen())
        except CannotRead as refused:
            form.add_error(None, str(refused))
        else:
            same = table_of(upload).headings == table.headings
            return redirect("desk:import_check" if same else "desk:import_columns", upload.pk)
    context = {"form": form, "upload": upload, "rows": len(table.lines), "columns": _columns(form, table)}
    earlier = earlier_import(upload)
    if earlier is not None and earlier.used_at is not None:
        context["earlier"] = day_words(earlier.used_at, now(), ZoneInfo(person.zone))
    return render(request, "desk/import_columns.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What would happen; nothing is written until they say what becomes of rows that cannot be used."""
    person = _importer(request)
    upload = _file(person, pk)
    if upload.used_at is not None:
        return redirect("desk:import_done", upload.pk)
    plan = plan_import(upload, by=person)
    form = ConfirmForm(posted(request), wrong=len(plan.bad_lines), initial={"seen": plan.digest()})
    if form.is_valid() and form.cleaned_data.get("what") == MEND:
        messages.info(request, _("Nothing was written. Bring the file again when it is mended."))
        return redirect("desk:import_customers")
    if form.is_valid():
        seen, why = form.cleaned_data["seen"], form.cleaned_data.get("why", "")
        try:
            import_customers(upload, seen=seen, left_out_why=why, by=person, now=now())
        except ImportRefused as refused:
            plan = plan_import(upload, by=person)
            form = ConfirmForm(wrong=len(plan.bad_lines), initial={"seen": plan.digest(), "why": why})
            messages.error(request, str(refused))
        else:
            return redirect("desk:import_done", upload.pk)
    return render(request, "desk/import_check.html", {"form": form, "upload": upload, "plan": plan, **_words(plan)})


@require_safe
@login_required
def wrong_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that cannot be used, as they were, with the reasons; what a spreadsheet would run is marked as text."""
    person = _importer(request)
    upload = _unused(person, pk)
    table, plan = table_of(upload), plan_import(upload, by=person)
    reasons: dict[int, list[str]] = {}
    for problem in plan.problems:
        reasons.setdefault(problem.line, []).append(f"{problem.heading}: {problem.why}".removeprefix(": "))
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="rows-to-mend.csv"'
    writer = csv.writer(answer, delimiter=table.separator)
    writer.writerow([*map(as_text, table.headings), _("Line"), _("Why we cannot use it")])
    for line in table.lines:
        if line.number in reasons:
            writer.writerow([*map(as_text, line.cells), line.number, as_text(" ".join(reasons[line.number]))])
    return answer


@require_safe
@login_required
def done(request: HttpRequest, pk: int) -> HttpResponse:
    person = _importer(request)
    upload = _file(person, pk)
    if upload.used_at is None:
        return redirect("desk:import_check", upload.pk)
    return render(request, "desk/import_done.html", {"upload": upload, "figures": _figures(upload)})


def as_text(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _importer(request: HttpRequest) -> Person:
    person = person_of(request)
    if not may_add(person):
        raise Http404
    return person


def _file(person: Person, pk: int) -> ImportFile:
    """Only the one who brought it; a file of yesterday is gone."""
    upload = ImportFile.objects.filter(owner=person, pk=pk).first()
    if upload is None:
        raise Http404
    return upload


def _unused(person: Person, pk: int) -> ImportFile:
    upload = _file(person, pk)
    if upload.used_at is not None:
        raise Http404
    return upload


def _columns(form: ColumnsForm, table: Table) -> list[dict[str, object]]:
    fields = form.column_fields()
    return [
        {"heading": heading, "says": _first_values(table, index), "field": fields[index]}
        for index, heading in enumerate(table.headings)
    ]


def _first_values(table: Table, index: int) -> str:
    values = dict.fromkeys(line.cells[index] for line in table.lines[:30] if line.cells[index])
    return ", ".join(value[:40] for value in list(values)[:3]) or _("empty")


def _words(plan: Plan) -> dict[str, object]:
    wrong, good = len(plan.bad_lines), plan.good_rows
    if wrong:
        heading = ngettext("%(n)s row cannot be used", "%(n)s rows cannot be used", wrong) % {"n": grouped(wrong)}
        lead = _("The other %(good)s are fine. Nothing is written until you say what to do with the %(wrong)s.")
    else:
        heading = ngettext("%(n)s row is fine", "All %(n)s rows are fine", good) % {"n": grouped(good)}
        lead = _("Nothing is written until you import them.")
    return {
        "heading": heading,
        "lead": lead % {"good": grouped(good), "wrong": grouped(wrong)},
        "problems": plan.problems[:PROBLEMS_SHOWN],
        "problems_more": max(0, len(plan.problems) - PROBLEMS_SHOWN),
        "first": plan.new[:FIRST_ROWS],
        "counts": _counts(plan),
        "wrong": wrong,
    }


def _counts(plan: Plan) -> list[dict[str, object]]:
    return [
        {"label": _("New customers"), "value": grouped(len(plan.new)), "sub": ""},
        {"label": _("Their contacts"), "value": grouped(plan.contacts), "sub": ""},
        {"label": _("Already here"), "value": grouped(plan.already_here), "sub": _("they stay as they are")},
        {"label": _("Rows left out"), "value": grouped(len(plan.bad_lines)), "sub": ""},
    ]


def _figures(upload: ImportFile) -> list[dict[str, object]]:
    return [
        {"label": _("New customers"), "value": grouped(upload.customers_added), "sub": ""},
        {"label": _("New contacts"), "value": grouped(upload.contacts_added), "sub": ""},
        {"label": _("Already here"), "value": grouped(upload.already_here), "sub": _("unchanged")},
        {"label": _("Left out"), "value": grouped(upload.left_out), "sub": ""},
    ]
