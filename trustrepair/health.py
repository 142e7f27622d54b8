"""Whether the house is well: for machines at /healthz, and for the banner of those who look after it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.db.models import DateTimeField, Exists, ExpressionWrapper, QuerySet, Subquery
from django.db.models.functions import Now
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from board.backup import last_backup
from ground.built_once import BuiltOnce
from ground.history import triggers
from ground.mailbox.models import Reach
from ground.outbox.models import Channel, Letter, Pulse, State
from ground.worktime.now import now
from updates.reachability import perhaps_lost

TICK = "updates.tasks.tick"
# Wake-ups come every 2 s and ticks every 30 s; two minutes are the promise for a reminder.
SILENCE = timedelta(minutes=2)
# A letter to a customer that the relay has not taken by then is told to its owner; then it is no hiccup any more.
UNSENT = timedelta(minutes=15)
# The mailbox is looked into every minute; so long without it is no hiccup of the network.
UNREACHED = timedelta(minutes=15)


@dataclass(frozen=True)
class Vitals:
    """How long ago things happened; None for never. Pulses by the database's clock, letters by `now`.

    `perhaps_lost`: a reminder may reach nobody, so it is worth asking which.
    """

    woken: timedelta | None = None
    ticked: timedelta | None = None
    unsent: timedelta | None = None
    paused: str = ""
    held: bool = False
    unreached: timedelta | None = None
    perhaps_lost: bool = True

    def complaints(self) -> list[str]:
        """What is wrong, in sentences; empty when all is well."""
        found = []
        if self.ticked is None or self.ticked > SILENCE:
            found.append(_("Nobody is reminded: the worker does not run. Start it; nothing is lost meanwhile."))
        elif self.woken is None or self.woken > SILENCE:
            found.append(_("The worker is not woken, so letters are slower: look at the broker and at beat."))
        if self.held:
            found.append(_("Letters wait: an administrator paused the mail. They leave when it is opened again."))
        elif self.paused:
            found.append(_("Letters wait: the relay refuses us. They leave by themselves when it takes them again."))
        elif self.unsent is not None and self.unsent > UNSENT:
            found.append(_("A letter has waited for %(age)s.") % {"age": in_words(self.unsent)})
        if self.unreached is not None and self.unreached > UNREACHED:
            words = _("The mailbox has not been reached for %(age)s. Replies wait there, and none is lost.")
            found.append(words % {"age": in_words(self.unreached)})
        return found


def _pulses(at: datetime) -> QuerySet[Pulse]:
    """Every pulse, and beside it the first letter that waits, the first channel that is paused, and whether a reminder
    may reach nobody."""
    waiting = Letter.objects.filter(state=State.WAITING, wanted_at__lte=at).order_by("wanted_at")
    paused = Channel.objects.filter(paused_since__isnull=False).order_by("name")
    clock = ExpressionWrapper(Now(), output_field=DateTimeField())
    first_letter, first_channel = Subquery(waiting.values("wanted_at")[:1]), Subquery(paused.values("name")[:1])
    held = Exists(paused.filter(held=True))
    beside: dict[str, Any] = {"clock": clock, "waiting": first_letter, "paused": first_channel, "held": held}
    away = Reach.objects.filter(away_since__isnull=False).order_by("away_since")
    beside |= {"perhaps_lost": perhaps_lost(at), "away": Subquery(away.values("away_since")[:1])}
    return Pulse.objects.annotate(**beside)


PULSES: BuiltOnce[Any] = BuiltOnce(_pulses)


def vitals(at: datetime) -> Vitals:
    """One statement."""
    pulses = {pulse.name: pulse for pulse in PULSES.ask(at=at)}
    if not pulses:
        return Vitals()
    some = next(iter(pulses.values()))
    woken = [pulse.clock - pulse.woken_at for pulse in pulses.values() if pulse.woken_at]
    return Vitals(
        woken=min(woken, default=None),
        ticked=pulses[TICK].clock - pulses[TICK].ran_at if TICK in pulses else None,
        unsent=some.waiting and at - some.waiting,
        paused=some.paused or "",
        held=some.held,
        unreached=some.away and at - some.away,
        perhaps_lost=some.perhaps_lost,
    )


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200, or 503 with what is wrong. Open to everybody: it tells ages and counts, and no customer, person or text."""
    try:
        at = now()
        found, absent, backup = vitals(at), triggers.missing(), last_backup()
        paused = list(Channel.objects.filter(paused_since__isnull=False).values_list("name", flat=True))
    except (DatabaseError, InterfaceError):
        return JsonResponse(
            {"well": False, "database": False, "wrong": [_("The database does not answer.")]}, status=503
        )
    wrong = found.complaints()
    if absent:
        wrong.append(_("The history is not guarded: run manage.py migrate, then manage.py verify_history."))
    body = {
        "well": not wrong,
        "wrong": wrong,
        "database": True,
        "seconds_since_wake_up": seconds(found.woken),
        "seconds_since_tick": seconds(found.ticked),
        "seconds_since_backup": seconds(at - backup if backup else None),
        "oldest_unsent_letter_seconds": seconds(found.unsent),
        "mailbox_unreached_seconds": seconds(found.unreached),
        "paused_channels": paused,
        "missing_triggers": len(absent),
    }
    return JsonResponse(body, status=503 if wrong else 200)


def seconds(age: timedelta | None) -> float | None:
    return None if age is None else round(age.total_seconds(), 1)


def in_words(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    if minutes < 120:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    return ngettext("%(n)s hour", "%(n)s hours", minutes // 60) % {"n": minutes // 60}
