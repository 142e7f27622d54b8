"""How replies come in, for administrators: what was stored and what became of it, by numbers only; what is not set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from board.mail import Figure
from ground.mailbox.choices import State
from ground.mailbox.counting import in_and_out
from incidents.counting import number
from updates.clock_words import gap_words, moment_words

if TYPE_CHECKING:
    from datetime import datetime

    from ground.mailbox.counting import InAndOut


@dataclass(frozen=True)
class Incoming:
    """`sum_words` says that nothing is lost between in and out; `hints` what keeps replies from coming or being
    believed."""

    figures: list[Figure]
    sum_words: str
    trouble: str
    hints: list[str]


def incoming(now: datetime, zone: str) -> Incoming:
    counted = in_and_out()
    return Incoming(_figures(counted, now, zone), _sum_words(counted), _trouble(counted, now, zone), _hints())


def _figures(counted: InAndOut, now: datetime, zone: str) -> list[Figure]:
    def of(state: State) -> str:
        return number(counted.by_state[state])

    waits = gap_words(counted.oldest_unread, now, ZoneInfo(zone)) if counted.oldest_unread else ""
    unread = _("the oldest for %(span)s") % {"span": waits} if waits else _("all are read")
    return [
        Figure(_("Came in"), number(counted.total), _("each stored before it is read")),
        Figure(_("Not read yet"), of(State.STORED), unread),
        Figure(_("Where it belongs"), of(State.PLACED), _("as the words of a customer")),
        Figure(_("Needs a person"), of(State.TRAY), _("in the review tray")),
        Figure(_("Automatic"), of(State.AUTOMATIC), _("set aside, never answered")),
        Figure(_("Not for us"), of(State.NOT_OURS), _("kept as it came")),
    ]


def _sum_words(counted: InAndOut) -> str:
    if counted.adds_up:
        return _("In and out add up: no mail is lost.")
    return _("In and out do not add up. Tell whoever looks after the database.")


def _trouble(counted: InAndOut, now: datetime, zone: str) -> str:
    reach = counted.reach
    if reach is None or reach.away_since is None:
        return ""
    since = moment_words(reach.away_since, now, ZoneInfo(zone))
    return _("The mailbox cannot be read since %(since)s: %(why)s") % {"since": since, "why": reach.trouble}


def _hints() -> list[str]:
    found = []
    if not settings.MAIL_IN.reply_address:
        found.append(_("REPLY_ADDRESS is not set: replies go to whoever signed the letter, and nothing comes in here."))
    elif not settings.MAIL_IN.authority:
        found.append(_("MAIL_AUTHORITY is not set: no sender is believed, so every reply waits in the review tray."))
    return found
