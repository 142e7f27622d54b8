"""Why something cannot be asked or decided now, in a sentence a person can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ground.languages import written_day
from ground.money.formatting import format_money

from .models import State

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.base_user import AbstractBaseUser

    from ground.money.amounts import Money

    from .models import Decision


class DecisionRefused(Exception):
    """The view shows exactly this sentence."""


class OwnDecision(DecisionRefused):
    """Somebody would decide what they asked for themselves."""


class NoLongerWaiting(DecisionRefused):
    """Somebody else was first, or it was taken back."""


class Changed(DecisionRefused):
    """What was seen is not what is asked now."""


def own() -> OwnDecision:
    return OwnDecision(_("You asked for this. Someone else must approve it."))


def asked_already(decision: Decision, now: datetime) -> DecisionRefused:
    words = {"who": first_name(decision.asked_by), "when": moment(decision.asked_at, now)}
    return DecisionRefused(_("%(who)s asked for this %(when)s. It is waiting for a decision.") % words)


def no_longer_waiting(decision: Decision, now: datetime, *, noted: bool) -> NoLongerWaiting:
    """Who was first and when; for what was taken back, why."""
    sentence = _what_happened(decision, now)
    kept = _("Your note was kept.")
    return NoLongerWaiting(f"{sentence} {kept}" if noted else sentence)


def _what_happened(decision: Decision, now: datetime) -> str:
    if decision.state == State.WITHDRAWN:
        return decision.words or _("This was taken back. Nothing is to be decided.")
    if decision.decided_by is None or decision.decided_at is None:
        return _("This is waiting for a decision.")
    words = {"who": first_name(decision.decided_by), "when": moment(decision.decided_at, now)}
    if decision.state == State.SENT_BACK:
        return _("%(who)s sent this back with a question %(when)s.") % words
    return _("%(who)s decided this %(when)s.") % words


def sum_changed(was: Money, is_now: Money) -> Changed:
    locale = get_language() or "en"
    words = {"was": format_money(was, locale), "now": format_money(is_now, locale)}
    return Changed(_("The sum changed from %(was)s to %(now)s. Approval is needed again.") % words)


def version_changed() -> Changed:
    return Changed(_("This changed after you opened it. Read it again, then decide."))


def moment(at: datetime, now: datetime) -> str:
    """“at 10:41” today, else with the day; in the reader's zone."""
    local, today = timezone.localtime(at), timezone.localtime(now).date()
    if local.date() == today:
        return _("at %(time)s") % {"time": f"{local:%H:%M}"}
    return _("on %(day)s at %(time)s") % {"day": written_day(local, "short"), "time": f"{local:%H:%M}"}


def first_name(person: AbstractBaseUser) -> str:
    return str(person).split()[0] if str(person).split() else str(person)
