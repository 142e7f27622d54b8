"""Inviting, changing and disabling people, each with its line of history."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ground.history.recording import record
from ground.outbox.writing import withdraw
from ground.worktime.models import WorkCalendar

from . import holdings, letters
from .models import Person, Role, Team
from .refusals import PeopleRefused, only_administrators

Fact = str | int | None


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    role: str,
    zone: str,
    language: str,
    by: Person | None,
    now: datetime,
    team: Team | None = None,
    phone: str = "",
    calendar: WorkCalendar | None = None,
) -> Person:
    """A new person and a letter with a link that works once; they choose their password themselves."""
    only_administrators(by)
    fields = {"name": name, "role": role, "zone": zone, "language": language, "phone": phone}
    try:
        with transaction.atomic():
            person = Person.objects.create_user(email, team=team, calendar=calendar, invited_at=now, **fields)
    except IntegrityError:
        raise PeopleRefused(_("Somebody here already has this address.")) from None
    facts: dict[str, Fact] = {"role": role, "team": team.pk if team else None}
    record(("person", person.pk), by=by, what="person.invited", now=now, text=name, facts=facts)
    letters.invitation(person, by=by, now=now)
    return person


@transaction.atomic
def invite_again(person: Person, *, by: Person, now: datetime) -> Person:
    """Another link for somebody who has not chosen a password yet; the link before it opens nothing any more."""
    only_administrators(by)
    person = lock(person)
    if not person.is_active or person.has_usable_password():
        raise PeopleRefused(_("%(name)s has a password already, or may not sign in.") % {"name": person.name})
    withdraw(about=letters.about(person), reason="a newer invitation", now=now)
    person.invited_at = now
    person.session_version += 1
    person.save(update_fields=["invited_at", "session_version"])
    record(("person", person.pk), by=by, what="person.invited_again", now=now)
    letters.invitation(person, by=by, now=now)
    return person


@transaction.atomic
def change_person(
    person: Person,
    *,
    name: str,
    role: str,
    team: Team | None,
    zone: str,
    language: str,
    phone: str,
    calendar: WorkCalendar | None,
    by: Person,
    now: datetime,
) -> Person:
    """Everything an administrator may change about somebody; what stays the same leaves no trace."""
    only_administrators(by)
    person = lock(person)
    if person.role != role:
        _refuse_without_administrator(person)
        _refuse_manager_without_role(person, role)
    kept: dict[str, Fact] = {
        "role": role,
        "team_id": team.pk if team else None,
        "zone": zone,
        "language": language,
        "calendar_id": calendar.pk if calendar else None,
    }
    return _keep(person, kept, {"name": name, "phone": phone}, by, now)


@transaction.atomic
def change_own(person: Person, *, zone: str, language: str, now: datetime) -> Person:
    """What everybody may change about themselves."""
    return _keep(lock(person), {"zone": zone, "language": language}, {}, person, now)


@transaction.atomic
def choose_password(person: Person, *, password: str, now: datetime) -> Person:
    """By a link from their mail or with the old password; every other session of theirs ends."""
    person.set_password(password)
    person.save(update_fields=["password"])
    record(("person", person.pk), by=person, what="person.password_chosen", now=now)
    return person


@transaction.atomic
def disable(person: Person, *, by: Person, now: datetime, hand_to: Person | None = None) -> Person:
    """They may not sign in, and their sessions end with the next request.

    Refused while they hold open things, unless `hand_to` takes over all of them.
    """
    only_administrators(by)
    person = lock(person)
    _refuse_disabling(person, by, hand_to)
    if hand_to is not None:
        holdings.hand_over(person, to=hand_to, by=by, now=now)
    if left := holdings.held_by(person, now):
        what = {"name": person.name, "things": holdings.in_words(left)}
        raise PeopleRefused(_("%(name)s still has %(things)s. Say who takes over.") % what)
    person.is_active = False
    person.session_version += 1
    person.save(update_fields=["is_active", "session_version"])
    withdraw(about=letters.about(person), reason="may not sign in any more", now=now)
    facts: dict[str, Fact] = {"handed_to": hand_to.pk if hand_to else None}
    record(("person", person.pk), by=by, what="person.disabled", now=now, facts=facts)
    return person


@transaction.atomic
def enable(person: Person, *, by: Person, now: datetime) -> Person:
    """They may sign in again, with the password they had; links and sessions from before stay dead."""
    only_administrators(by)
    person = lock(person)
    if not person.is_active:
        person.is_active = True
        person.save(update_fields=["is_active"])
        record(("person", person.pk), by=by, what="person.enabled", now=now)
    return person


def lock(person: Person) -> Person:
    """The person's row, locked until the transaction ends; rows that only name the person may be written meanwhile."""
    locked: Person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    return locked


def _keep(person: Person, kept: dict[str, Fact], personal: dict[str, str], by: Person, now: datetime) -> Person:
    """Save what differs and record it: ids and codes as facts, what names a person as words that can be erased."""
    facts = {name: value for name, value in kept.items() if getattr(person, name) != value}
    words = {name: value for name, value in personal.items() if getattr(person, name) != value}
    if not facts and not words:
        return person
    text = "; ".join(f"{name}: {getattr(person, name)} → {value}" for name, value in words.items())
    for name, value in (facts | words).items():
        setattr(person, name, value)
    person.save(update_fields=[*facts, *words])
    record(("person", person.pk), by=by, what="person.changed", now=now, text=text, facts=facts)
    return person


def _refuse_without_administrator(person: Person) -> None:
    """Locks the administrators in one order, so that two of them cannot leave at once."""
    here = list(Person.objects.administrators().select_for_update(no_key=True).order_by("pk"))
    if here == [person]:
        raise PeopleRefused(_("%(name)s is the only administrator. Name another one first.") % {"name": person.name})


def _refuse_manager_without_role(person: Person, role: str) -> None:
    team = Team.objects.filter(manager=person).first()
    if team is not None and role != Role.MANAGER:
        what = {"name": person.name, "team": team.name}
        raise PeopleRefused(_("%(name)s manages %(team)s. Give the team another manager first.") % what)


def _refuse_disabling(person: Person, by: Person, hand_to: Person | None) -> None:
    if person == by:
        raise PeopleRefused(_("You cannot disable yourself. Ask another administrator."))
    if hand_to is not None and (hand_to == person or not hand_to.is_active):
        raise PeopleRefused(_("Choose somebody who works here to take over."))
    _refuse_without_administrator(person)
