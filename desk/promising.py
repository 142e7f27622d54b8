"""“You are promising”: what is picked out of a text while it is written, for a person to confirm."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2s
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from desk.next_times import LocalInstantField
from incidents.apologies.languages import written_in
from incidents.choices import How, PromiseKind
from incidents.expecting import expect
from incidents.models import Promise
from incidents.picking import pick
from updates.clock_words import moment_words
from updates.instants import Reader, locale_for
from updates.promised import Promised

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from customers.models import Contact
    from ground.accounts.models import Person
    from incidents.models import Incident
    from incidents.picking import Picked
    from updates.promised import Moved

KEEP, SHOWN, BY, ADD, SHOW = "keep", "shown", "by-", "add:", "promises"
"""What the fields beside the text post: ticked, seen, by when; and the acts of their buttons."""
BY_WHEN = {"en": "by {}", "de": "bis {}", "fr": "au plus tard le {}", "es": "a más tardar el {}"}
TEXT_AT_MOST = 300


@dataclass(frozen=True)
class Proposal:
    """One row: the words, by when, and what the writer has said about it. `value` is what stands in its date field."""

    key: str
    words: str
    how: str
    due: datetime | None
    when: str
    value: str
    kept: bool
    seen: bool
    wrong: str = ""
    undated: bool = False

    @property
    def ready(self) -> bool:
        return self.kept and self.seen and self.due is not None and not self.wrong

    @property
    def folded(self) -> bool:
        """A date that is there and good needs no field before the eyes."""
        return self.due is not None and not self.wrong and not self.undated

    @property
    def how_words(self) -> str:
        return str(How(self.how).label)


@dataclass(frozen=True)
class Proposals:
    """All of them. `next_words` is the next update, which has a field of its own and is a promise as well."""

    picked: list[Proposal] = field(default_factory=list)
    expected: list[Proposal] = field(default_factory=list)
    moving: list[str] = field(default_factory=list)
    next_when: str = ""
    next_words: str = ""
    focus: bool = False

    @property
    def rows(self) -> list[Proposal]:
        return [*self.picked, *self.expected]

    @property
    def confirmed(self) -> list[Promised]:
        return [Promised(row.words[:TEXT_AT_MOST], row.due, row.how) for row in self.rows if row.ready and row.due]

    @property
    def wrong(self) -> bool:
        return any(row.wrong for row in self.rows if row.kept and row.seen)

    @property
    def unseen(self) -> int:
        return sum(not row.seen for row in self.picked)

    @property
    def count(self) -> int:
        """What the button says: ticked ones with a date, and the next update."""
        ticked = sum(row.kept and row.due is not None for row in self.rows)
        return ticked + bool(self.next_when) if ticked else 0

    @property
    def meta(self) -> str:
        found = len(self.picked) + bool(self.next_when)
        words = {"found": found, "open": sum(row.due is None for row in self.picked)}
        if not words["open"]:
            return ngettext("%(found)d found", "%(found)d found", found) % words
        return _("%(found)d found, %(open)d without a date") % words


class Proposer:
    """Reads one text for one incident, as the first of `contacts` will; `data` is what was posted, if anything."""

    def __init__(
        self, incident: Incident, contacts: Sequence[Contact], *, person: Person, now: datetime, data: Mapping[str, Any]
    ) -> None:
        self.incident, self.person, self.now = incident, person, now
        self.reader = contacts[0] if contacts else None
        self.language = self.reader.local_language if self.reader else incident.customer.language
        self.zone = ZoneInfo(self.reader.local_zone if self.reader else incident.customer.zone)
        self.hours = incident.customer.our_hours()
        self.data = data if isinstance(data, QueryDict) else QueryDict()
        self.seen, self.kept = set(self.data.getlist(SHOWN)), set(self.data.getlist(KEEP))
        self.dates = LocalInstantField(zone=person.zone, required=False)

    def pick(self, text: str) -> tuple[Picked, ...]:
        language = written_in(text, self.language)
        return pick(text, language=language, now=self.now, zone=self.zone, hours=self.hours)

    def propose(
        self, text: str, *, how: str, next_at: datetime | None = None, moves: Sequence[Moved] = ()
    ) -> Proposals:
        """What `text` promises and what they may expect besides; what a move tells already is not proposed again."""
        told = {move.due_at for move in moves}
        found = [one for one in self.pick(text) if one.due is None or one.due not in told]
        keys = _keys(one.phrase for one in found)
        return Proposals(
            picked=[
                self._row(key, one.phrase, how, one.due, one.due is None) for key, one in zip(keys, found, strict=True)
            ],
            expected=self._expected(text) if text.strip() else [],
            moving=[self._moving(move) for move in moves],
            next_when=self._when(next_at) if next_at else "",
            next_words=_next_words(self.reader, next_at, self.now) if next_at and self.reader else "",
            focus=self.data.get("act") == SHOW or self.data.get("act", "").startswith(ADD),
        )

    def with_a_date(self, text: str) -> str | None:
        """The text with the date that was typed beside one of its phrases; None for any other act."""
        act = self.data.get("act", "")
        if not act.startswith(ADD):
            return None
        found = self.pick(text)
        for key, one in zip(_keys(one.phrase for one in found), found, strict=True):
            due = self._typed(key)[0]
            if act == ADD + key and due is not None:
                return f"{text[: one.end]} {self._by_when(due, text)}{text[one.end :]}"
        return text

    def _by_when(self, due: datetime, text: str) -> str:
        language = written_in(text, self.language)[:2].lower()
        reader = Reader(self.zone, locale_for(language, self.incident.customer.locale), language)
        return BY_WHEN.get(language, "{}").format(reader.moment(due, now=self.now))

    def _expected(self, text: str) -> list[Proposal]:
        made = Promise.objects.filter(incident=self.incident, kind=PromiseKind.COMMITMENT).values_list(
            "text", flat=True
        )
        said = list(made)
        found = expect(
            kind=self.incident.kind,
            severity=self.incident.severity,
            said=[text, *said],
            tracked=said,
            now=self.now,
            hours=self.hours,
        )
        return [self._row(f"x-{one.code}", one.text, How.INFERRED, one.due, ticked=False) for one in found]

    def _row(
        self, key: str, words: str, how: str, due: datetime | None, undated: bool = False, *, ticked: bool | None = None
    ) -> Proposal:
        """As the writer left it when they have seen it; else ticked where it has a date."""
        seen, wrong = key in self.seen, ""
        kept = key in self.kept if seen else (due is not None if ticked is None else ticked)
        value = self.dates.prepare_value(due) or ""
        if seen:
            due, wrong = self._typed(key)
            value = self.data.get(BY + key, "")[:40]
        if kept and not wrong and due is None:
            wrong = _("Say by when, or untick it.")
        return Proposal(key, words, how, due, self._when(due) if due else "", value, kept, seen, wrong, undated)

    def _typed(self, key: str) -> tuple[datetime | None, str]:
        try:
            due = self.dates.clean(self.data.get(BY + key, ""))
        except ValidationError as error:
            return None, " ".join(error.messages)
        if due is not None and due <= self.now:
            passed = _("%(when)s has already passed. Pick a time after now.")
            return None, passed % {"when": moment_words(due, self.now, ZoneInfo(self.person.zone))}
        return due, ""

    def _when(self, due: datetime) -> str:
        return moment_words(due, self.now, ZoneInfo(self.person.zone))

    def _moving(self, move: Moved) -> str:
        words = {"text": move.promise.text, "old": self._when(move.promise.due_at), "new": self._when(move.due_at)}
        return _("“%(text)s” moves from %(old)s to %(new)s.") % words


def _keys(phrases: Iterable[str]) -> list[str]:
    """A name for each phrase that stays while other words change; the second of two alike is told apart."""
    made: list[str] = []
    for phrase in phrases:
        key = blake2s(phrase.lower().encode(errors="replace"), digest_size=6).hexdigest()
        made.append(f"{key}-{made.count(key)}" if key in made else key)
    return made


def _next_words(contact: Contact, next_at: datetime, now: datetime) -> str:
    """As the letter says it, in the language of its reader."""
    reader = Reader.of_contact(contact)
    with override(reader.language):
        return _("You will hear from us again by %(when)s") % {"when": reader.moment(next_at, now=now)}
