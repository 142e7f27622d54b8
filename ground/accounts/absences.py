"""Noting that somebody is away and who stands in for them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ground.history.recording import record

from .models import Absence, Person
from .people import lock
from .refusals import PeopleRefused, only_administrators

FURTHEST = timedelta(days=731)


def whole_days(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """The instants at which days begin and end where the person is; a midnight that does not exist shifts forward."""
    here = ZoneInfo(zone)
    begins = datetime.combine(first, time.min, here)
    ends = datetime.combine(last + timedelta(days=1), time.min, here)
    utc = ZoneInfo("UTC")
    return begins.astimezone(utc), ends.astimezone(utc)


@transaction.atomic
def note_absence(
    person: Person, *, first: date, last: date, deputy: Person | None, by: Person, now: datetime
) -> Absence:
    """Whole days of the person's own zone. Everybody notes their own; an administrator anybody's."""
    if by.pk != person.pk:
        only_administrators(by)
    person = lock(person)
    _refuse_days(first, last, now)
    starts_at, ends_at = whole_days(first, last, person.zone)
    if ends_at <= now:
        raise PeopleRefused(_("Those days have already passed."))
    _refuse_overlap(person, starts_at, ends_at)
    _refuse_deputy(person, deputy, starts_at, ends_at)
    absence = Absence.objects.create(person=person, deputy=deputy, starts_at=starts_at, ends_at=ends_at)
    _record(absence, "person.absence_noted", by, now)
    return absence


@transaction.atomic
def end_absence(absence: Absence, *, by: Person, now: datetime) -> None:
    """Back early, or not going: what has begun ends now, what has not is taken out."""
    if by.pk != absence.person_id:
        only_administrators(by)
    person = lock(absence.person)
    running = Absence.objects.filter(pk=absence.pk, person=person, ends_at__gt=now).first()
    if running is None:
        raise PeopleRefused(_("That absence is over already."))
    if running.starts_at < now:
        running.ends_at = now
        running.save(update_fields=["ends_at"])
        _record(running, "person.absence_ended", by, now)
    else:
        _record(running, "person.absence_cancelled", by, now)
        running.delete()


def _record(absence: Absence, what: str, by: Person, now: datetime) -> None:
    facts: dict[str, str | int | None] = {
        "absence": absence.pk,
        "deputy": absence.deputy_id,
        "from": absence.starts_at.isoformat(),
        "until": absence.ends_at.isoformat(),
    }
    record(("person", absence.person_id), by=by, what=what, now=now, facts=facts)


def _refuse_days(first: date, last: date, now: datetime) -> None:
    today = now.date()
    if last < first:
        raise PeopleRefused(_("The last day is before the first."))
    if abs(first - today) > FURTHEST or abs(last - today) > FURTHEST:
        raise PeopleRefused(_("That is more than two years away. Check the year."))


def _overlapping(person: Person, starts_at: datetime, ends_at: datetime) -> QuerySet[Absence]:
    return person.absences.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


def _refuse_overlap(person: Person, starts_at: datetime, ends_at: datetime) -> None:
    if _overlapping(person, starts_at, ends_at).exists():
        raise PeopleRefused(_("%(name)s is away on some of these days already.") % {"name": person.name})


def _refuse_deputy(person: Person, deputy: Person | None, starts_at: datetime, ends_at: datetime) -> None:
    if deputy is None:
        return
    if deputy.pk == person.pk or not deputy.is_active:
        raise PeopleRefused(_("Choose somebody else who works here as deputy."))
    if _overlapping(deputy, starts_at, ends_at).filter(deputy=person).exists():
        sentence = _("%(deputy)s is away then too and named %(name)s. Choose somebody else.")
        raise PeopleRefused(sentence % {"deputy": deputy.name, "name": person.name})
