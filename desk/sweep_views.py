"""A kept sweep: how far it is, what it found, its lines as a file, a customer left out of it and taken in again."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Sum
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.models import Customer
from desk.customers_views import posted
from desk.doors import person_of
from desk.sweep_how import number, rule_words
from desk.sweep_page import page_of
from ground.text import LineField
from ground.worktime.now import now
from refunds import sweep_lines, sweeping
from refunds.billed import WORDS_LENGTH
from refunds.models import Sweep
from refunds.refusals import RefundRefused

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from ground.accounts.models import Person
    from refunds.models import SweepRow

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class LeaveOutForm(forms.Form):
    why = LineField(
        max_length=WORDS_LENGTH,
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("It stands below the list, for your colleagues."),
        error_messages={"required": gettext_lazy("Say why.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, or what it found; a POST has a worker go on with one that broke off."""
    person = person_of(request)
    sweep = _sweep(person, pk)
    if request.method == "POST":
        sweeping.ask_again(_mine(sweep, person), by=person, now=now())
        return redirect("desk:sweep", pk)
    if sweep.done_at is None:
        return _not_done(request, sweep)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": request.path})
    context = page_of(sweep, person, request.GET.get("page", ""), now())
    return render(request, "desk/sweep.html", {**context, "nav_key": "today" if context["incident"] else "customers"})


@require_POST
@login_required
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    if sweeping.stop(_mine(_sweep(person, pk), person)):
        messages.info(request, _("Stopped."))
    return redirect("desk:sweep", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def leave_out(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """A customer is not concerned after all: why."""
    found = _row(request, pk, row)
    form = LeaveOutForm(posted(request))
    if form.is_valid():
        try:
            sweeping.leave_out(found, why=form.cleaned_data["why"], by=person_of(request), now=now())
        except RefundRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(name)s is left out.") % {"name": found.customer.name})
            return redirect("desk:sweep", pk)
    return render(request, "desk/sweep_leave_out.html", {"form": form, "row": found, "rule": rule_words(found.sweep)})


@require_POST
@login_required
def take_in(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    found = _row(request, pk, row)
    try:
        sweeping.take_in(found, by=person_of(request), now=now())
        messages.success(request, _("%(name)s is among them again.") % {"name": found.customer.name})
    except RefundRefused as refused:
        messages.error(request, str(refused))
    return redirect("desk:sweep", pk)


@require_safe
@login_required
def lines(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """Every line of the rows this person may see."""
    person = person_of(request)
    sweep = _sweep(person, pk)
    if sweep.done_at is None or not sweep.has_rule:
        raise Http404
    rows = sweeping.kept_rows(sweep, person)
    found, name = sweep_lines.lines(sweep, rows), f"lines-{sweep.pk}.{kind}"
    if kind == "csv":
        answer = StreamingHttpResponse(sweep_lines.as_csv(found), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    count = rows.filter(left_out_why="").aggregate(lines=Sum("lines"))["lines"] or 0
    if count > sweep_lines.MOST_IN_A_WORKBOOK:
        words = _("%(count)s lines are too many for a workbook here. Take the CSV.")
        messages.error(request, words % {"count": number(count)})
        return redirect("desk:sweep", pk)
    out = TemporaryFile()  # noqa: SIM115 the answer closes it
    sweep_lines.write_xlsx(found, out)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=name, content_type=XLSX)


def _not_done(request: HttpRequest, sweep: Sweep) -> HttpResponse:
    """How far it is; or why it ended before it was done."""
    job = sweep.job
    part = bool(request.headers.get("HX-Request"))
    if job is None or not job.is_live:
        if part:
            return HttpResponse(headers={"HX-Redirect": request.path})
        context = {"sweep": sweep, "why": job.error if job else "", "rule": rule_words(sweep)}
        return render(request, "desk/sweep_stopped.html", context)
    done, total = number(job.done), max(job.total, 1)
    words = ngettext("%(done)s of %(total)s customer reckoned", "%(done)s of %(total)s customers reckoned", job.total)
    context = {"sweep": sweep, "job": job, "total": total, "looking": sweep.looked is None, "rule": rule_words(sweep)}
    context["heading"] = words % {"done": done, "total": number(job.total)}
    return render(request, "desk/sweep_progress_part.html" if part else "desk/sweep_progress.html", context)


def _sweep(person: Person, pk: int) -> Sweep:
    """One that this person asked for, or that found a customer of theirs; 404 for any other."""
    if not person.powers.money:
        raise Http404
    known = Sweep.objects.visible_to(person).select_related("job", "price_list", "rates__table", "asked_by", "campaign")
    return get_object_or_404(known, pk=pk)


def _mine(sweep: Sweep, person: Person) -> Sweep:
    if sweep.asked_by_id != person.pk or not person.powers.writes:
        raise Http404
    return sweep


def _row(request: HttpRequest, pk: int, row: int) -> SweepRow:
    """A row of a customer this person may change, with whom nobody has begun."""
    person = person_of(request)
    rows = sweeping.kept_rows(_sweep(person, pk), person).select_related("sweep__price_list")
    theirs = rows.filter(customer__in=Customer.objects.writable_by(person), member__isnull=True)
    return get_object_or_404(theirs, pk=row)
