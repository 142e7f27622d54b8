"""The lists of mail by what a mail is: replies, what came back, what machines wrote, and what nobody has placed yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from ground.mailbox.choices import Kind
from incidents.counting import CEILING, count_words

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import Promise as LazyText

    from updates.models import Received

OF_PEOPLE = Q(mail__kind=Kind.PERSON)
GROUPS: dict[str, tuple[LazyText, Q]] = {
    "replies": (_("Replies"), OF_PEOPLE & Q(incident__isnull=False)),
    "bounces": (_("Came back"), Q(mail__kind__in=(Kind.BOUNCE, Kind.DELAYED, Kind.COMPLAINT))),
    "machines": (_("Automatic"), Q(mail__kind__in=(Kind.AUTOMATIC, Kind.AWAY, Kind.LIST))),
    "unsorted": (_("Not placed yet"), (OF_PEOPLE & Q(incident__isnull=True)) | Q(mail__kind=Kind.UNREADABLE)),
}
"""Every mail that was read is in exactly one of them."""


@dataclass(frozen=True)
class Group:
    """`key` is empty for all of them."""

    key: str
    label: str
    count: str
    current: bool


def wanted_group(asked: str) -> str:
    """What was asked for; anything unknown means all."""
    return asked if asked in GROUPS else ""


def narrowed(found: QuerySet[Received], key: str) -> QuerySet[Received]:
    return found.filter(GROUPS[key][1]) if key else found


def groups_of(found: QuerySet[Received], current: str) -> list[Group]:
    """Each with how many there are, among the latest CEILING of the list: one statement."""
    counts = {key: Count("pk", filter=rule) for key, (_label, rule) in GROUPS.items()}
    counted = found.order_by("-pk")[:CEILING].aggregate(every=Count("pk"), **counts)
    more = counted["every"] >= CEILING
    shown = [("", str(_("All")), counted["every"])]
    shown += [(key, str(label), counted[key]) for key, (label, _rule) in GROUPS.items()]
    return [Group(key, label, count_words(n, more=more and n > 0), key == current) for key, label, n in shown]
