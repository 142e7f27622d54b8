"""Handing a customer over: asked on one page, answered on the same page by the one who was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from customers.assigning import looking_after
from customers.handovers import HandoverRefused, take_back_handover
from customers.models import Handover
from desk.customers_views import customer_to_change, posted
from desk.doors import person_of
from desk.handover_page import page_of
from ground.choosing import RowField
from ground.text import LineField, TextField
from ground.worktime.now import now
from recovery.handing_over import hand_over, take_over

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from customers.models import Customer


class HandOverForm(forms.Form):
    line = LineField(
        max_length=300,
        label=gettext_lazy("One line in their first letter"),
        help_text=gettext_lazy("Said once, by whoever takes over. After that letters come from them."),
        widget=forms.Textarea(attrs={"rows": 3, "class": "letter letter--s"}),
        error_messages={"required": gettext_lazy("Say in one line what the customer will read.")},
    )
    only_for_them = TextField(
        max_length=2000,
        required=False,
        label=gettext_lazy("Only for whoever takes over"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = looking_after().exclude(pk=customer.account_manager_id).order_by("name")
        self.fields["to"] = RowField(
            label=gettext_lazy("To"),
            queryset=offered,
            initial=customer.deputy_id,
            empty_label=_("Choose who takes over"),
            error_messages={"required": gettext_lazy("Say who takes over.")},
        )
        deputy = _("%(name)s, deputy")
        self.fields["to"].label_from_instance = lambda person: (  # type: ignore[attr-defined]
            deputy % {"name": person.name} if person.pk == customer.deputy_id else person.name
        )
        self.order_fields(["to", "line", "only_for_them"])
        said = {"name": customer.account_manager.name}
        self.fields["line"].initial = _("I have taken over from %(name)s and have read everything you told us.") % said


class AnswerForm(forms.Form):
    why = LineField(max_length=300, required=False, label=gettext_lazy("If not, why not?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].needed = True  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Whoever may change the customer asks somebody to take it over."""
    person, customer = person_of(request), customer_to_change(request, slug)
    waiting = customer.handovers.waiting().select_related("to_person", "from_person").first()
    form = HandOverForm(posted(request), customer=customer)
    if waiting is None and form.is_valid():
        try:
            asked = hand_over(customer, by=person, now=now(), **form.cleaned_data)
            messages.success(
                request, _("%(name)s is asked. Until the yes it is yours.") % {"name": asked.to_person.name}
            )
            return redirect("desk:hand_over", slug)
        except HandoverRefused as refused:
            form.add_error(None, str(refused))
    return _page(request, customer, form=None if waiting else form, waiting=waiting)


@require_POST
@login_required
def take_back(request: HttpRequest, slug: str) -> HttpResponse:
    customer = customer_to_change(request, slug)
    waiting = customer.handovers.waiting().first()
    if waiting is not None:
        try:
            take_back_handover(waiting, by=person_of(request), now=now())
            messages.success(request, _("Nobody is asked any more."))
        except HandoverRefused as refused:
            messages.error(request, str(refused))
    return redirect("desk:hand_over", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The page for the one who is asked, who may not see this customer otherwise."""
    person = person_of(request)
    beside = ("customer__account_manager", "customer__team", "from_person", "to_person")
    handover = get_object_or_404(Handover.objects.waiting().filter(to_person=person).select_related(*beside), pk=pk)
    if not person.is_active:
        raise Http404
    form = AnswerForm(posted(request))
    if form.is_valid():
        yes = request.POST.get("act") == "yes"
        try:
            take_over(handover, yes=yes, by=person, now=now(), why=form.cleaned_data["why"])
        except HandoverRefused as refused:
            form.add_error("why", str(refused))
        else:
            name = {"name": handover.customer.name}
            messages.success(request, _("%(name)s is yours now.") % name if yes else _("You said no. It is noted."))
            return redirect("desk:customer", handover.customer.slug) if yes else redirect("desk:today")
    return _page(request, handover.customer, form=form, asked=handover)


def _page(request: HttpRequest, customer: Customer, **more: Any) -> HttpResponse:
    person = person_of(request)
    context = {"customer": customer, "nav_key": "customers", **page_of(customer, now(), person.zone), **more}
    return render(request, "desk/handover.html", context)
