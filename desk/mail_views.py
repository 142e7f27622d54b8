"""Mail that came in: the review tray, what was received and set aside, one mail and what can be done, its bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from csp.decorators import csp_replace
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from customers.keeping import KeepingRefused
from desk import mail_doors, mail_rows
from desk.doors import REFERENCE, person_of
from desk.letters import counts_of_views
from desk.mail_groups import groups_of, narrowed, wanted_group
from ground.choosing import RowField
from ground.files.keeping import read_file
from ground.files.models import File
from ground.text import LineField
from ground.worktime.now import now
from incidents.answering import AnswerRefused
from incidents.models import FIRST_NUMBER, Incident
from recovery.sorting import SortingRefused, belongs_to, not_for_us, seen
from updates.clock_words import moment_words
from updates.links import mask
from updates.models import Received

if TYPE_CHECKING:
    from django.http import HttpRequest

    from customers.models import Contact
    from ground.accounts.models import Person

PAGE = 20
LISTS = {"tray": mail_doors.in_tray, "received": mail_doors.taken, "automatic": mail_doors.set_aside}
NOTHING_AT_ALL = {
    "default-src": ["'none'"],
    "script-src": None,
    "style-src": None,
    "font-src": None,
    "connect-src": None,
    "form-action": ["'none'"],
    "img-src": None,
    "frame-ancestors": ["'none'"],
    "sandbox": True,
}


class BelongsForm(forms.Form):
    """Where a mail belongs, and who wrote it."""

    reference = LineField(
        max_length=16,
        label=gettext_lazy("Belongs to"),
        help_text=gettext_lazy("The number of the mistake, like TR-1042."),
        error_messages={"required": gettext_lazy("Say which mistake it is about.")},
    )
    name = LineField(
        max_length=100,
        required=False,
        label=gettext_lazy("Who wrote it (if we do not know them)"),
        help_text=gettext_lazy("They become a contact. It shows them no private page, and they get no letters yet."),
    )

    def __init__(self, *args: Any, person: Person, received: Received, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if received.customer:
            people = received.customer.contacts.here()
            label = gettext_lazy("Written by somebody we know (optional)")
            self.fields["contact"] = RowField(label=label, queryset=people, required=False)
            self.order_fields(["reference", "contact", "name"])

    def clean_reference(self) -> Incident:
        found = REFERENCE.fullmatch(self.cleaned_data["reference"].strip().upper())
        number = int(found[1]) - FIRST_NUMBER if found else 0
        mine = Incident.objects.writable_by(self.person).select_related("customer__team__calendar", "owner")
        incident = mine.filter(pk=number).first()
        if incident is None:
            raise forms.ValidationError(_("There is no such mistake among those you look after."))
        return incident

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        incident, contact = cleaned.get("reference"), cleaned.get("contact")
        if incident and contact and contact.customer_id != incident.customer_id:
            self.add_error("contact", _("%(name)s is not with this customer.") % {"name": contact.name})
        return cleaned


@require_safe
@login_required
def list_mail(request: HttpRequest, which: str) -> HttpResponse:
    person, instant = person_of(request), now()
    if not person.powers.feelings:
        raise Http404
    found, kind = LISTS[which](person), wanted_group(request.GET.get("kind", ""))
    page = Paginator(mail_rows.beside(narrowed(found, kind)), PAGE).get_page(request.GET.get("page"))
    context = {
        "groups": groups_of(found, kind) if which != "received" else [],
        "kind": kind,
        "page": page,
        "rows": mail_rows.rows_of_mail(page.object_list, instant, person.zone),
        "view": which,
        "counts": counts_of_views(person),
        "may_sort": mail_doors.may_sort(person),
        "nav_key": "letters",
    }
    return render(request, "desk/mail.html", context)


@require_safe
@login_required
def show_mail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _mail(request, pk), None)


@require_POST
@login_required
def belongs(request: HttpRequest, pk: int) -> HttpResponse:
    received, person = _to_sort(request, pk), person_of(request)
    form = BelongsForm(request.POST, person=person, received=received)
    if form.is_valid():
        incident, contact = form.cleaned_data["reference"], form.cleaned_data.get("contact")
        name = form.cleaned_data["name"]
        try:
            who: Contact = belongs_to(
                received.mail, incident=incident, contact=contact, name=name, by=person, now=now()
            )
        except (SortingRefused, KeepingRefused, AnswerRefused) as refused:
            form.add_error(None, str(refused))
        else:
            said = {"name": who.name, "reference": incident.reference}
            messages.success(request, _("It stands in %(reference)s now, as the words of %(name)s.") % said)
            return redirect("desk:tray")
    return _page(request, received, form)


@require_POST
@login_required
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    received, person = _to_sort(request, pk), person_of(request)
    try:
        if request.POST.get("act") == "seen":
            seen(received.mail, by=person, now=now())
            messages.success(request, _("Seen. It stands among the automatic ones."))
        else:
            not_for_us(received.mail, by=person, now=now())
            messages.success(request, _("Set aside. It is kept as it came."))
    except SortingRefused as refused:
        messages.error(request, str(refused))
    return redirect("desk:tray")


@require_safe
@login_required
@csp_replace(NOTHING_AT_ALL)
def raw_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """The mail as it came, as text; tokens of private links are blanked."""
    mail = _mail(request, pk).mail
    answer = HttpResponse(mask(bytes(mail.raw).decode("utf-8", "replace")), content_type="text/plain; charset=utf-8")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_safe
@login_required
def mail_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Always a download of bytes without a type: nothing of it runs on our pages."""
    mail = _mail(request, pk).mail
    kept = get_object_or_404(File.objects.about("mail", mail.pk), pk=file)
    try:
        answer = HttpResponse(read_file(kept), content_type="application/octet-stream")
    except FileNotFoundError:
        raise Http404 from None
    answer.headers["Content-Disposition"] = content_disposition_header(True, kept.name) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _mail(request: HttpRequest, pk: int) -> Received:
    mine = mail_doors.one_mail(person_of(request), pk)
    return get_object_or_404(mine.select_related("mail", "incident", "customer", "contact"))


def _to_sort(request: HttpRequest, pk: int) -> Received:
    if not mail_doors.may_sort(person_of(request)):
        raise Http404
    return _mail(request, pk)


def _page(request: HttpRequest, received: Received, form: BelongsForm | None) -> HttpResponse:
    person, instant, mail = person_of(request), now(), received.mail
    row = mail_rows.rows_of_mail([received], instant, person.zone)[0]
    waits = mail.state == "tray" and mail_doors.may_sort(person)
    if form is None and waits and row.act != "seen":
        first = {"reference": received.incident.reference if received.incident else "", "name": row.name}
        form = BelongsForm(person=person, received=received, initial=first)
    context = {
        "mail": mail,
        "received": received,
        "row": row,
        "form": form,
        "waits": waits,
        "text": mask(mail.text),
        "rest": mask(mail.rest),
        "at": moment_words(mail.received_at, instant, ZoneInfo(person.zone)),
        "nav_key": "letters",
    }
    return render(request, "desk/mail_one.html", context)
