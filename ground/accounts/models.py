"""People, teams with a manager chain, absences, and the house itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from ground.worktime.models import WorkCalendar

from . import chains
from .roles import Powers, powers_of
from .roles import Role as Role

if TYPE_CHECKING:
    from ground.worktime.hours import Hours


MANAGED = """
WITH RECURSIVE managed (id) AS (
    SELECT id FROM accounts_team WHERE manager_id = %s
    UNION SELECT below.id FROM accounts_team AS below JOIN managed ON below.parent_id = managed.id
) SELECT id FROM managed
"""


class House(models.Model):
    """The company that runs this installation; one row."""

    name = models.CharField(_("name"), max_length=100)
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    language = models.CharField(_("language"), max_length=10, default="en")
    sender = models.EmailField(_("address our letters come from"))
    accent = models.CharField(_("colour"), max_length=7, blank=True)
    signature = models.CharField(_("lines beneath every signature"), max_length=300, blank=True)
    calendar = models.ForeignKey(WorkCalendar, on_delete=models.PROTECT, related_name="+")
    only = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="one_house")]

    def __str__(self) -> str:
        return self.name


class TeamQuerySet(models.QuerySet["Team"]):
    def parents(self) -> dict[int, int | None]:
        """Every team's id and the id of the team above it."""
        return dict(self.values_list("pk", "parent_id"))


class Team(models.Model):
    """A team; circles of `parent` are refused by the verb that moves a team."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="below")
    manager = models.ForeignKey("Person", on_delete=models.PROTECT, null=True, blank=True, related_name="manages")
    calendar = models.ForeignKey(WorkCalendar, on_delete=models.PROTECT, related_name="+")

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~Q(parent=F("pk")), name="team_not_its_own_parent")]

    def __str__(self) -> str:
        return self.name

    def chain(self) -> list[Person]:
        """The managers from this team upward, nearest first, each once; those who may not sign in are left out."""
        line = chains.climb(self.pk, Team.objects.parents())
        teams = Team.objects.select_related("manager").in_bulk(line)
        managers = (teams[pk].manager for pk in line if pk in teams)
        return list(dict.fromkeys(person for person in managers if person is not None and person.is_active))


class PersonQuerySet(models.QuerySet["Person"]):
    def reachable(self) -> PersonQuerySet:
        """People to whom a letter may go: they may sign in."""
        return self.filter(is_active=True)

    def administrators(self) -> PersonQuerySet:
        return self.reachable().filter(role=Role.ADMINISTRATOR)

    def matching(self, text: str) -> PersonQuerySet:
        """Name or email contains `text`; everybody for an empty text."""
        return self.filter(Q(name__icontains=text) | Q(email__icontains=text))


class PersonManager(BaseUserManager["Person"].from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """A person who may sign in; without a password only a link from their mail lets them choose one."""
        person: Person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        person: Person = self.get(email__iexact=(username or "").strip())
        return person


class Person(AbstractBaseUser):
    """Somebody who works here. By itself it may see nothing: the rooms above ask `powers` and `teams_of`."""

    email = models.EmailField(_("email"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=100)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="people")
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    language = models.CharField(_("language"), max_length=10, default="en")
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    calendar = models.ForeignKey(
        WorkCalendar, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("work calendar")
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    session_version = models.PositiveIntegerField(default=1, editable=False)
    invited_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[PersonManager] = PersonManager()
    as_of: datetime | None = None
    """The instant at which it is asked what they may see, where that is not the present."""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="person_email_once"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="person_email_in_small_letters"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="person_role_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reads(self) -> str:
        """The language of our pages and letters to them: theirs where all our words are translated, else English."""
        return self.language if self.language in settings.STAFF_LANGUAGES else "en"

    @property
    def powers(self) -> Powers:
        return powers_of(self.role)

    def get_session_auth_hash(self) -> str:
        """Changes with the password and with `session_version`, so that raising either ends every session."""
        return f"{super().get_session_auth_hash()}{self.session_version}"

    def away(self, now: datetime) -> Absence | None:
        """The absence that covers `now`, or None."""
        return self.absences.filter(starts_at__lte=now, ends_at__gt=now).select_related("deputy").first()

    def work_calendar(self) -> WorkCalendar:
        """Their own, else the team's, else the house's."""
        return self.calendar or (self.team.calendar if self.team else None) or House.objects.get().calendar

    def hours(self) -> Hours:
        """Working hours by their calendar."""
        return self.work_calendar().hours()


class Absence(models.Model):
    """Somebody is away; their deputy gets what would have come to them. Both instants are UTC, end exclusive."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="stands_in_for")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at"]
        # Person.away and deputies by day
        indexes = [models.Index(fields=["person", "ends_at"], name="absence_by_person_and_end")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="absence_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(deputy=F("person")), name="absence_deputy_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.first_day:%Y-%m-%d} to {self.last_day:%Y-%m-%d}"

    @property
    def first_day(self) -> date:
        """The first day away, where the person is."""
        return self.starts_at.astimezone(ZoneInfo(self.person.zone)).date()

    @property
    def last_day(self) -> date:
        return (self.ends_at - timedelta(microseconds=1)).astimezone(ZoneInfo(self.person.zone)).date()


class Tries(models.Model):
    """How often something was tried from one network or for one account; counted by `limits`.

    `digest` stands for the network or the address, which are not kept.
    """

    limit = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    opened_at = models.DateTimeField(db_index=True)
    used = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "tries"
        constraints = [models.UniqueConstraint(fields=["limit", "digest"], name="tries_counted_once")]

    def __str__(self) -> str:
        return f"{self.limit}: {self.used}"


def asking(role: str, person: int, at: datetime) -> Person:
    """Stands for whoever asks, in a statement that is built before it is known who asks, and when."""
    somebody = Person(pk=person, role=role)
    somebody.as_of = at
    return somebody


def teams_of(manager: Person) -> TeamQuerySet:
    """The teams a person answers for: those they manage and every team below."""
    return Team.objects.filter(pk__in=team_ids_of(manager))


def team_ids_of(manager: Person) -> RawSQL:
    """The ids of `teams_of`, to be asked within another statement; a circle ends where it closes."""
    return RawSQL(MANAGED, [manager.pk])  # noqa: S611 # nosec B611 - the text is fixed, the id is bound


def stand_in(person: Person, now: datetime) -> Person:
    """Who gets what comes to `person` at `now`: themselves, or the first deputy along the line who is here.

    When the line ends with nobody (no deputy, a deputy who left, a circle) it is the person themselves: what is
    theirs is never given to nobody.
    """
    seen: list[int] = []
    somebody: Person | None = person
    while somebody is not None and somebody.pk not in seen:
        absence = somebody.away(now)
        if absence is None:
            return somebody if somebody.is_active else person
        seen.append(somebody.pk)
        somebody = absence.deputy
    return person
