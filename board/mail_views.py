"""The page of mail, for administrators: how it stands, pausing and opening it, and sending a letter again."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_POST, require_safe

from board import mail
from board.mail_in import incoming
from board.mail_records import way_out
from board.settings_forms import WhyForm
from board.settings_words import changes_named
from ground.accounts.access import administrators_only, me
from ground.outbox.holding import HoldRefused, hold, let_go
from ground.outbox.models import Letter
from ground.outbox.resending import NotResendable, resend
from ground.worktime.now import now
from updates import staff_letters

PAGE = 50
ACTS = {"hold": hold, "open": let_go}
DONE = {
    "hold": _later("The mail is paused. Letters wait, and none is lost."),
    "open": _later("The mail is open. What waits leaves within seconds."),
}


class ChannelForm(WhyForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].label = _("Why?")
        self.fields["why"].help_text = _("Goes into the history with your name.")


@administrators_only
@require_safe
def show_mail(request: HttpRequest) -> HttpResponse:
    return _page(request, ChannelForm())


@administrators_only
@require_POST
def switch_channel(request: HttpRequest) -> HttpResponse:
    act, form = request.POST.get("act", ""), ChannelForm(request.POST)
    if act not in ACTS:
        form.add_error(None, _("Choose whether to pause the mail or to open it."))
    if form.is_valid():
        try:
            ACTS[act](mail.CHANNEL, by=me(request), now=now(), why=form.cleaned_data["why"])
        except HoldRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, DONE[act])
            return redirect("board:mail")
    return _page(request, form)


@administrators_only
@require_POST
def send_test(request: HttpRequest) -> HttpResponse:
    """One a minute, to whoever asks; it goes the way of every letter."""
    person, instant = me(request), now()
    minute = f"{instant:%Y-%m-%dT%H:%M}"
    key, about = f"test:{person.pk}:{minute}", f"test:{person.pk}"
    with transaction.atomic():
        staff_letters.post(person, staff_letters.test_letter(person), key=key, about=about, now=instant)
    messages.success(request, _("A test letter is on its way to %(to)s.") % {"to": person.email})
    return redirect("board:mail")


@administrators_only
@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        letter = resend(pk, by=me(request), now=now())
    except Letter.DoesNotExist:
        raise Http404 from None
    except NotResendable as refusal:
        messages.error(request, str(refusal))
    else:
        sentence = _("The letter to %(to)s waits again, with the same words. It leaves if they still hold.")
        messages.success(request, sentence % {"to": letter.recipient})
    return redirect("board:mail")


def _page(request: HttpRequest, form: ChannelForm) -> HttpResponse:
    person, instant = me(request), now()
    page = Paginator(mail.not_delivered(), PAGE).get_page(request.GET.get("page"))
    context = {
        "channel": mail.channel_state(instant, person.zone),
        "figures": mail.figures(instant, person.zone),
        "incoming": incoming(instant, person.zone),
        "way_out": way_out(),
        "page": page,
        "rows": mail.envelopes(page.object_list, instant, person.zone),
        "form": form,
        "history": changes_named("channel.held", "channel.opened", "letter.sent_again"),
    }
    return render(request, "board/mail.html", context)
