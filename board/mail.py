"""How the mail stands, by envelopes only: counts, what waits longest, what was not delivered; never its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ground.outbox.models import Channel, Letter, State
from updates.clock_words import day_and_time, gap_words, moment_words
from updates.links import mask

CHANNEL = "smtp"
LATEST = 1000
"""Letters that are done are counted among so many of the latest; a count of all would read the whole table."""
RELAY_WORDS = 300
KINDS = {
    "update": gettext_noop("Update to a customer"),
    "new_link": gettext_noop("New link for a customer"),
    "nudges": gettext_noop("Reminder"),
    "trouble": gettext_noop("Warning: a letter has trouble"),
    "moved": gettext_noop("Notice to a manager"),
    "empty": gettext_noop("Notice to a manager"),
    "test": gettext_noop("Test letter"),
    "reported": gettext_noop("A colleague’s report"),
    "invitation": gettext_noop("Invitation"),
    "password_reset": gettext_noop("Link for a new password"),
}


@dataclass(frozen=True)
class Figure:
    label: str
    value: str
    sub: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Envelope:
    """What stands on the outside of a letter, and what the relay said of it."""

    pk: int
    to: str
    kind: str
    when: str
    state: str
    relay: str
    may_go_again: bool


@dataclass(frozen=True)
class ChannelState:
    """Open, paused because the relay refuses us, or held by a person."""

    paused: bool
    held: bool
    since: str
    why: str


def channel_state(now: datetime, zone: str) -> ChannelState:
    channel = Channel.objects.filter(name=CHANNEL).first()
    if channel is None or channel.paused_since is None:
        return ChannelState(paused=False, held=False, since="", why="")
    since = moment_words(channel.paused_since, now, ZoneInfo(zone))
    return ChannelState(paused=True, held=channel.held, since=since, why=mask(channel.reason)[:RELAY_WORDS])


def figures(now: datetime, zone: str) -> list[Figure]:
    """What is not done is counted whole, each by the index the worker uses; the rest among the latest letters."""
    whole = _not_done()
    latest = Counter(Letter.objects.order_by("-pk").values_list("state", flat=True)[:LATEST])
    of_latest = _("of the latest %(n)s letters") % {"n": sum(latest.values())}
    oldest = _oldest_unsent(now)
    waits = gap_words(oldest.wanted_at, now, ZoneInfo(zone)) if oldest else ""
    sub = _("the oldest for %(span)s") % {"span": waits} if waits else _("none is due")
    lost = whole[State.FAILED] + whole[State.PARKED]
    return [
        Figure(_("Waiting"), str(whole[State.WAITING]), sub),
        Figure(_("Being sent"), str(whole[State.SENDING]), _("in a worker’s hand")),
        Figure(_("Not delivered"), str(whole[State.FAILED]), _("the relay refused them"), "late" if lost else ""),
        Figure(_("Parked"), str(whole[State.PARKED]), _("their worker was lost five times")),
        Figure(_("Handed over"), str(latest[State.ACCEPTED]), of_latest),
        Figure(_("Withdrawn"), str(latest[State.WITHDRAWN]), of_latest),
    ]


_NOT_DONE = (State.WAITING, State.SENDING, State.FAILED, State.PARKED)


def _not_done() -> dict[str, int]:
    """How many letters stand in each of these states: one statement, each part of it by its own index."""
    of_each = [Letter.objects.filter(state=s).order_by().values_list("state") for s in _NOT_DONE]
    first, *others = (rows.annotate(n=Count("pk")) for rows in of_each)
    return {**dict.fromkeys(_NOT_DONE, 0), **dict(first.union(*others, all=True))}


def _oldest_unsent(now: datetime) -> Letter | None:
    waiting = Letter.objects.filter(state=State.WAITING, wanted_at__lte=now)
    return waiting.only("pk", "wanted_at").order_by("wanted_at", "pk").first()


def not_delivered() -> QuerySet[Letter]:
    return Letter.objects.not_delivered().defer("raw", "subject").order_by("-pk")


def envelopes(letters: Iterable[Letter], now: datetime, zone: str) -> list[Envelope]:
    return [
        Envelope(
            pk=letter.pk,
            to=letter.recipient,
            kind=kind_words(letter.key),
            when=day_and_time(letter.wanted_at, now, ZoneInfo(zone)),
            state=capfirst(str(letter.get_state_display())),
            relay=mask(letter.relay_reply or letter.last_error)[:RELAY_WORDS],
            may_go_again=not letter.blanked,
        )
        for letter in letters
    ]


def kind_words(key: str) -> str:
    """What kind of letter a key belongs to: "update:7:3" is one to a customer, "staff:trouble:…" a warning."""
    first, _colon, rest = key.partition(":")
    name = rest.partition(":")[0] if first == "staff" else first
    return _(KINDS[name]) if name in KINDS else _("Letter of the house")
