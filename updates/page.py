"""What the customer's private page says: made only of words told to that contact, or put on the page for all.

Nothing here reads a title, a story, a note, a step or a deadline of our own. The time of the next update is shown to
every contact of the incident: it is one clock, and a bare time carries nobody's words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import override

from ground.accounts.models import House
from ground.built_once import BuiltOnce
from incidents.choices import PromiseKind, PromiseState, Size, State
from incidents.models import Incident, Promise

from .choices import UpdateKind
from .clock import share_left
from .clock_words import FINE, LATE
from .instants import Reader
from .look import Look
from .models import Update
from .page_promises import Promised, promised, when
from .words import Voice, dial, manager_beside, one_line, paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from customers.models import Contact


@dataclass(frozen=True)
class Next:
    """When they hear from us; or that we said a time and are late. `share` is the percentage of the gap left.

    `tone` is fine or late, never soon: on their page the clock stays calm until it is late.
    """

    main: str
    sub: str
    tone: str
    share: int


@dataclass(frozen=True)
class Told:
    """A letter of ours, as it was sent."""

    at: datetime
    day: str
    heading: str
    paragraphs: list[list[str]]


@dataclass(frozen=True)
class Coming:
    at: datetime
    when: str
    words: str


@dataclass(frozen=True)
class Someone:
    name: str
    what: str
    phone: str
    dial: str
    initials: str


@dataclass(frozen=True)
class StatusPage:
    house: str
    look: Look
    customer: str
    language: str
    as_of: str
    heading: str
    next: Next | None
    closed_words: str
    happened: Told
    since: list[Told]
    coming: list[Coming]
    promised: list[Promised]
    people: list[Someone]
    zone: str


def page_for(incident: Incident, contact: Contact, *, now: datetime) -> StatusPage | None:
    """The page of one contact at `now`, in their language, zone and locale; None while nothing was told.

    Words that may still be taken back are not shown yet.
    """
    who = {"incident": incident.pk, "contact": contact.pk}
    updates = UPDATES.ask(**who, now=now)
    if not updates:
        return None
    reader = Reader.of_contact(contact)
    promises = _told_promises(PROMISES.ask(**who), {update.pk for update in updates})
    with override(reader.language):
        return _page(incident, updates, promises, reader, now)


def has_page(incident: Incident, contact: Contact, *, now: datetime) -> bool:
    """Whether something was told to this contact that can no longer be taken back."""
    return Update.objects.filter(incident=incident, undo_until__lte=now).told_to(contact).exists()


def _page(
    incident: Incident, updates: list[Update], promises: list[Promise], reader: Reader, now: datetime
) -> StatusPage:
    letters = [_told(update, reader, now) for update in updates]
    clock = next((promise for promise in promises if _is_clock(promise)), None)
    house = House.objects.get()
    commitments = [promise for promise in promises if promise.pk != (clock.pk if clock else 0)]
    return StatusPage(
        house=one_line(house.name),
        look=Look.of(house),
        customer=one_line(incident.customer.name),
        language=reader.language,
        as_of=_("%(day)s, %(time)s") % {"day": reader.full_day(now), "time": reader.time(now)},
        heading=letters[0].heading,
        next=_next(incident, clock, reader, now) if clock else None,
        closed_words=_closed(incident, reader, now) or _settling(incident, updates[-1], reader, now),
        happened=letters[0],
        since=letters[:0:-1],
        coming=_coming(incident, promises, reader, now),
        promised=promised(commitments, reader, now),
        people=_people(incident),
        zone=reader.zone_name,
    )


def _updates(incident: int, contact: int, now: datetime) -> QuerySet[Update]:
    told = Update.objects.filter(incident=incident).told_to_number(contact)
    return told.filter(undo_until__lte=now).order_by("sent_at", "pk")


def _promises(incident: int, contact: int) -> QuerySet[Promise]:
    mine = Promise.objects.told().filter(Q(to=None) | Q(to=contact), incident=incident)
    letter = Update.promised.through.objects.filter(promise=OuterRef("pk")).order_by("pk")
    beside = mine.select_related("made_by_update", "replaced_by")
    return beside.annotate(told_in_letter=Subquery(letter.values("update_id")[:1]))


UPDATES: BuiltOnce[Update] = BuiltOnce(_updates)
PROMISES: BuiltOnce[Promise] = BuiltOnce(_promises)


def _told_promises(known: list[Promise], told: set[int]) -> list[Promise]:
    """What was promised in words to this contact or to all, and the clock."""
    by_id = {promise.pk: promise for promise in known}
    return [promise for promise in known if _is_clock(promise) or _made_by(promise, by_id) in (None, *told)]


def _made_by(promise: Promise, known: dict[int, Promise]) -> int | None:
    """The letter that told it; a new date agreed aloud is for those who were told the first one."""
    update = getattr(promise, "made_by_update", None)
    told_in: int | None = update.pk if update else vars(promise)["told_in_letter"]
    before = known.get(promise.replaces_id or 0)
    return told_in if told_in or before is None else _made_by(before, known)


def _is_clock(promise: Promise) -> bool:
    return promise.kind == PromiseKind.NEXT_UPDATE and promise.is_live


def _told(update: Update, reader: Reader, now: datetime) -> Told:
    return Told(
        at=update.sent_at,
        day=reader.short_day(update.sent_at, now=now),
        heading=one_line(update.heading),
        paragraphs=paragraphs(update.body),
    )


def _next(incident: Incident, clock: Promise, reader: Reader, now: datetime) -> Next:
    """Calm until the due instant itself has passed; never amber (DESIGN.md, page 8)."""
    due, name = clock.due_at, {"name": one_line(incident.owner.name), "day": reader.day(clock.due_at, now=now)}
    today = reader.is_today(due, now)
    when = {"when": reader.time(due) if today else reader.moment(due, now=now)}
    if now > due:
        main = _("We said %(when)s and we are late.") if today else _("We said %(when)s, and we are late.")
        return Next(main % when, _("You should have heard from %(name)s. You can call now.") % name, LATE, 0)
    main = _("You will hear from us by %(when)s today") if today else _("You will hear from us by %(when)s")
    share = round(100 * share_left(clock.made_at, due, now))
    return Next(main % when, _("%(day)s. By email, from %(name)s.") % name, FINE, share)


def _closed(incident: Incident, reader: Reader, now: datetime) -> str:
    if incident.state != State.CLOSED or incident.closed_at is None:
        return ""
    return _("We closed this on %(day)s.") % {"day": reader.day(incident.closed_at, now=now)}


def _settling(incident: Incident, last: Update, reader: Reader, now: datetime) -> str:
    """A small mistake was told with the day until which they may object."""
    if incident.size != Size.SMALL or last.kind != UpdateKind.RESOLVED or last.next_at is None:
        return ""
    return _("We take this as settled on %(day)s.") % {"day": reader.day(last.next_at, now=now)}


def _coming(incident: Incident, promises: Iterable[Promise], reader: Reader, now: datetime) -> list[Coming]:
    """What is still to come, soonest first."""
    owner = {"name": Voice.of(incident.owner).first_name}
    ahead = [promise for promise in promises if promise.state == PromiseState.OPEN and promise.due_at >= now]
    return [
        Coming(
            at=promise.due_at,
            when=when(promise.due_at, reader, now, today=_("Today")),
            words=_("Next update from %(name)s.") % owner if _is_clock(promise) else one_line(promise.text),
        )
        for promise in sorted(ahead, key=lambda promise: promise.due_at)
    ]


def _people(incident: Incident) -> list[Someone]:
    """Whom they may call: the owner, and a manager if they would rather not."""
    owner = incident.owner
    manager = manager_beside(incident.customer, owner)
    people = [_someone(Voice.of(owner), _("Your contact"))]
    if manager is not None:
        words = _("If you would rather not call %(name)s") % {"name": Voice.of(owner).first_name}
        people.append(_someone(Voice.of(manager), words))
    return people


def _someone(voice: Voice, what: str) -> Someone:
    words = voice.name.split()
    initials = "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()
    return Someone(voice.name, what, voice.phone, dial(voice.phone), initials)
