"""How a letter may begin: first words for its author to change, in the language and the times of its readers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from incidents.campaigns import draft_of
from incidents.choices import PromiseKind, PromiseState, State
from incidents.models import Promise
from updates import wording
from updates.choices import UpdateKind
from updates.instants import Reader
from updates.models import Conversation

if TYPE_CHECKING:
    from datetime import datetime

    from incidents.models import Incident
    from updates.promised import Moved

FACTS, SUMMARY, KEPT = "facts", "summary", "kept"
"""What a letter may be begun as beside the kinds of news."""


@dataclass(frozen=True)
class Begun:
    """The kind of news that fits, and the words that stand there to be changed."""

    kind: str
    heading: str = ""
    body: str = ""


@dataclass(frozen=True)
class Offer:
    """Another beginning, and what its link says."""

    kind: str
    label: str


def begin(wanted: str, incident: Incident, *, now: datetime) -> Begun:
    """The kind that fits now and how such a letter begins."""
    reader = Reader.of_readers(incident)
    with override(reader.language):
        if incident.first_told_at is None:
            return _first_notice(wanted, incident)
        return _late_or_moved(wanted, incident, reader, now) or _news(wanted, incident, reader, now)


def begin_moving(move: Moved, incident: Incident, *, now: datetime) -> Begun:
    """A letter about a new date for something promised, for whoever it was promised to."""
    reader = Reader.of_contact(move.promise.to) if move.promise.to else Reader.of_readers(incident)
    old_at, new_at = move.promise.due_at, move.due_at
    with override(reader.language):
        words = wording.promise_moved_words(old_at=old_at, new_at=new_at, why=move.why, now=now, reader=reader)
    return Begun(UpdateKind.UPDATE, *words)


def offers(incident: Incident, *, now: datetime) -> list[Offer]:
    """The beginnings that make sense now, besides an empty sheet."""
    if incident.first_told_at is None:
        return [] if incident.state == State.CHECKING else [Offer(FACTS, _("Only the facts for now"))]
    if incident.is_overdue(now):
        return []
    found = [Offer(UpdateKind.NOTHING_NEW, _("Nothing new, because…"))]
    if _talk_to_sum_up(incident, Reader.of_readers(incident), now):
        found.append(Offer(SUMMARY, _("A summary of today’s call")))
    if _kept_and_not_told(incident):
        found.append(Offer(KEPT, _("A promise kept")))
    return found


def _first_notice(wanted: str, incident: Incident) -> Begun:
    """The draft of its campaign, where there is one. What was reported to be checked was written for us: it is never
    put into a letter by itself."""
    if wanted != FACTS and (draft := draft_of(incident)) is not None:
        return Begun(UpdateKind.FIRST_NOTICE, draft.heading, draft.body)
    known: dict[str, Any] = {"kind": incident.kind, "story": "", "title": ""}
    if incident.state != State.CHECKING:
        known |= {"story": incident.story, "title": incident.title}
    if wanted == FACTS:
        return Begun(UpdateKind.FIRST_NOTICE, *wording.facts_only_words(**known))
    return Begun(UpdateKind.FIRST_NOTICE, *wording.first_words(**known, noticed_by=incident.noticed_by))


def _late_or_moved(wanted: str, incident: Incident, reader: Reader, now: datetime) -> Begun | None:
    due = incident.next_update_due_at
    if due is not None and incident.is_overdue(now) and wanted != UpdateKind.MOVED:
        return Begun(UpdateKind.LATE, *wording.late_words(due_at=due, now=now, reader=reader))
    if wanted == UpdateKind.MOVED and due is not None:
        return Begun(UpdateKind.MOVED, *wording.moved_words(old_at=due, now=now, reader=reader))
    return None


def _news(wanted: str, incident: Incident, reader: Reader, now: datetime) -> Begun:
    if wanted == UpdateKind.NOTHING_NEW:
        last = incident.updates.told().order_by("-sent_at").first()
        words = wording.nothing_new_words(since=last.sent_at if last else None, now=now, reader=reader)
        return Begun(UpdateKind.NOTHING_NEW, *words)
    if wanted == SUMMARY and (talk := _talk_to_sum_up(incident, reader, now)):
        at, said = talk.happened_at, talk.our_words
        return Begun(UpdateKind.UPDATE, *wording.call_summary_words(at=at, said=said, now=now, reader=reader))
    if wanted == KEPT and (promise := _kept_and_not_told(incident)):
        return Begun(UpdateKind.UPDATE, *wording.promise_kept_words(promise.text))
    return Begun(UpdateKind.UPDATE)


def _talk_to_sum_up(incident: Incident, reader: Reader, now: datetime) -> Conversation | None:
    """The last conversation of their day in which we told them something, while no letter came after it."""
    talk = Conversation.objects.filter(incident=incident).exclude(our_words="").order_by("-happened_at").first()
    if talk is None or not reader.is_today(talk.happened_at, now):
        return None
    return None if incident.updates.told().filter(sent_at__gte=talk.happened_at).exists() else talk


def _kept_and_not_told(incident: Incident) -> Promise | None:
    """The promise kept last of those told to all or to who speaks for them, while no letter came after it."""
    theirs = Promise.objects.told().filter(Q(to=None) | Q(to=incident.speaker_id), incident=incident)
    kept = theirs.filter(kind=PromiseKind.COMMITMENT, state__in=(PromiseState.KEPT, PromiseState.KEPT_LATE))
    last = kept.order_by("-settled_at").first()
    if last is None or incident.updates.told().filter(sent_at__gte=last.settled_at).exists():
        return None
    return last
