"""The people of the list: filtered, with who is away now, in a fixed number of queries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ground.accounts.models import Absence, Person


def people_for(filters: dict[str, Any], now: datetime) -> QuerySet[Person]:
    """`filters` are cleaned values of PeopleFilter; missing ones filter nothing."""
    people = Person.objects.matching(filters.get("q") or "").filter(is_active=filters.get("state") != "left")
    if filters.get("team"):
        people = people.filter(team=filters["team"])
    if filters.get("role"):
        people = people.filter(role=filters["role"])
    if filters.get("state") == "invited":
        people = people.filter(invited_at__isnull=False, last_login__isnull=True)
    found: QuerySet[Person] = people.select_related("team").prefetch_related(_away(now))
    return found


def _away(now: datetime) -> Prefetch[str, QuerySet[Absence], str]:
    running = Absence.objects.filter(Q(starts_at__lte=now) & Q(ends_at__gt=now)).select_related("deputy", "person")
    return Prefetch("absences", queryset=running, to_attr="away_now")


def in_a_sentence(people: QuerySet[Person], now: datetime, at_most: int = 3) -> str:
    """How many there are and who of them is away now."""
    count = people.count()
    absent = people.filter(absences__starts_at__lte=now, absences__ends_at__gt=now).order_by("name").distinct()
    names = list(absent.values_list("name", flat=True)[: at_most + 1])
    words = [ngettext("%d person.", "%d people.", count) % count]
    if len(names) > at_most:
        words.append(_("%d are away now.") % absent.count())
    elif names:
        words.append(_("Away now: %(names)s.") % {"names": get_text_list(names, _("and"))})
    return " ".join(words)
