"""What a reminder says of each customer who waits, in the words that fit promise, owner and clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from incidents.choices import PromiseKind

from .by_call import with_reason
from .links import incident_address
from .words import dial, first_name, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from .instants import Reader


@dataclass(frozen=True)
class ReminderLine:
    """One customer who waits: whose turn it is, since when, until when. `what` is empty for the next update.

    `kind` is the kind of the promise where it is known; a first notice and a check are worded for what they are.
    `by_call` says why no letter reaches them (see `updates.by_call`), then `whom` to ring instead, and the number.
    """

    customer: str
    title: str
    reference: str
    due_at: datetime
    started_at: datetime
    overdue: bool
    owner: str
    is_mine: bool
    what: str = ""
    kind: str = ""
    by_call: str = ""
    whom: str = ""
    phone: str = ""


SENTENCES: dict[tuple[str, bool, bool], str] = {
    # (kind, overdue, the reader is the owner)
    (PromiseKind.NEXT_UPDATE, False, True): gettext_noop("%(customer)s is waiting to hear from you by %(when)s."),
    (PromiseKind.NEXT_UPDATE, False, False): gettext_noop(
        "%(customer)s is waiting to hear from %(owner)s by %(when)s."
    ),
    (PromiseKind.NEXT_UPDATE, True, True): gettext_noop("%(customer)s should have heard from you by %(when)s."),
    (PromiseKind.NEXT_UPDATE, True, False): gettext_noop("%(customer)s should have heard from %(owner)s by %(when)s."),
    (PromiseKind.FIRST_NOTICE, False, True): gettext_noop("Tell %(customer)s what went wrong by %(when)s."),
    (PromiseKind.FIRST_NOTICE, False, False): gettext_noop(
        "%(owner)s has until %(when)s to tell %(customer)s what went wrong."
    ),
    (PromiseKind.FIRST_NOTICE, True, True): gettext_noop("%(customer)s should have been told by you by %(when)s."),
    (PromiseKind.FIRST_NOTICE, True, False): gettext_noop(
        "%(customer)s should have been told by %(owner)s by %(when)s."
    ),
    (PromiseKind.CHECKING, False, True): gettext_noop("Check the report about %(customer)s by %(when)s."),
    (PromiseKind.CHECKING, False, False): gettext_noop(
        "%(owner)s has until %(when)s to check the report about %(customer)s."
    ),
    (PromiseKind.CHECKING, True, True): gettext_noop(
        "You should have checked the report about %(customer)s by %(when)s."
    ),
    (PromiseKind.CHECKING, True, False): gettext_noop(
        "%(owner)s should have checked the report about %(customer)s by %(when)s."
    ),
    (PromiseKind.SETTLING, False, True): gettext_noop("%(customer)s may object until %(when)s."),
    (PromiseKind.SETTLING, False, False): gettext_noop("%(customer)s may object to %(owner)s until %(when)s."),
    (PromiseKind.SETTLING, True, True): gettext_noop("%(customer)s could object until %(when)s. Settle it."),
    (PromiseKind.SETTLING, True, False): gettext_noop(
        "%(customer)s could object until %(when)s, and %(owner)s has not settled it."
    ),
    (PromiseKind.COMMITMENT, False, True): gettext_noop("You promised %(customer)s by %(when)s: %(what)s"),
    (PromiseKind.COMMITMENT, False, False): gettext_noop("%(owner)s promised %(customer)s by %(when)s: %(what)s"),
    (PromiseKind.COMMITMENT, True, True): gettext_noop(
        "You promised %(customer)s, and it was due by %(when)s: %(what)s"
    ),
    (PromiseKind.COMMITMENT, True, False): gettext_noop(
        "%(owner)s promised %(customer)s, and it was due by %(when)s: %(what)s"
    ),
}

CALLS: dict[tuple[bool, bool], str] = {
    # (overdue, the reader is the owner)
    (False, True): gettext_noop("Call %(whom)s by %(when)s"),
    (False, False): gettext_noop("%(owner)s has until %(when)s to call %(whom)s"),
    (True, True): gettext_noop("You should have called %(whom)s by %(when)s"),
    (True, False): gettext_noop("%(owner)s should have called %(whom)s by %(when)s"),
}


def reminded(lines: Sequence[ReminderLine], reader: Reader, now: datetime) -> dict[str, object]:
    """The heading and the lines of one mail, overdue ones first; in the language that is on."""
    ordered = sorted(lines, key=lambda line: (not line.overdue, line.due_at))
    customers = len({line.customer for line in ordered})
    several = ngettext("%(n)s customer is waiting", "%(n)s customers are waiting", customers) % {"n": customers}
    return {
        "heading": several if customers > 1 else sentence(ordered[0], reader, now).rstrip("."),
        "lines": [_shown(line, reader, now) for line in ordered],
    }


def _shown(line: ReminderLine, reader: Reader, now: datetime) -> dict[str, object]:
    since = {"when": reader.moment(line.started_at, now=now)}
    told = kind_of(line) == PromiseKind.NEXT_UPDATE
    return {
        "sentence": sentence(line, reader, now),
        "title": one_line(line.title),
        "reference": line.reference,
        "url": incident_address(line.reference),
        "since": _("They last heard from us on %(when)s.") % since if told else "",
        "overdue": line.overdue,
        "phone": one_line(line.phone) if line.by_call else "",
        "dial": dial(line.phone) if line.by_call else "",
    }


def sentence(line: ReminderLine, reader: Reader, now: datetime) -> str:
    """ "Halvorsen is waiting to hear from you by 13:00."; the day is named when it is not today."""
    when = reader.time(line.due_at) if reader.is_today(line.due_at, now) else reader.moment(line.due_at, now=now)
    if line.by_call:
        return _call(line, when)
    return _(SENTENCES[kind_of(line), line.overdue, line.is_mine]) % {
        "customer": one_line(line.customer),
        "owner": first_name(one_line(line.owner)),
        "what": one_line(line.what),
        "when": when,
    }


def _call(line: ReminderLine, when: str) -> str:
    """ "Call Ingrid Halvorsen of Halvorsen by 13:00: no address of theirs receives mail."."""
    words = {"name": one_line(line.whom), "customer": one_line(line.customer)}
    whom = _("%(name)s of %(customer)s") % words if line.whom else words["customer"]
    said = {"whom": whom, "when": when, "owner": first_name(one_line(line.owner))}
    return with_reason(_(CALLS[line.overdue, line.is_mine]) % said, line.by_call) + "."


def kind_of(line: ReminderLine) -> str:
    return line.kind or (PromiseKind.COMMITMENT if line.what else PromiseKind.NEXT_UPDATE)
