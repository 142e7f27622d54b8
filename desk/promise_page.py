"""The page of one promise: what it is, where it comes from, and what has become of it so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from desk.promise_rows import promise_row
from incidents.choices import CLOCK_KINDS, How, PromiseState
from updates.clock import amber_from
from updates.clock_words import clock_words, moment_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ground.accounts.models import Person
    from incidents.models import Promise
    from updates.models import Conversation, Update

LONGEST_CHAIN = 50


def page_of(promise: Promise, person: Person, now: datetime) -> dict[str, Any]:
    """Everything the template shows besides the form; a promise of the incident's, with `to` and `made_by`."""
    zone = ZoneInfo(person.zone)
    letter = promise.told_in.select_related("author").first()
    talk = promise.spoken_in.select_related("contact").first()
    row = promise_row(promise, now, person.zone)
    soon = now >= amber_from(promise.made_at, promise.due_at)
    running = promise.is_live
    return {
        "promise": promise,
        "row": row,
        "lead": _lead(promise, now, zone),
        "clock": clock_words(promise.due_at, now, promise.made_at, zone, soon=soon) if running else None,
        "is_clock": promise.kind in CLOCK_KINDS,
        "letter": letter,
        "letter_when": moment_words(letter.sent_at, now, zone) if letter else "",
        "said": talk.their_words if talk else "",
        "said_by": _said_by(talk, now, zone) if talk else "",
        "facts": _facts(promise, letter, now, zone),
        "story": _story(promise, now, zone),
        "others": _what_the_answers_do(promise, now, zone),
    }


def _lead(promise: Promise, now: datetime, zone: ZoneInfo) -> str:
    when = {"due": moment_words(promise.due_at, now, zone), "made": moment_words(promise.made_at, now, zone)}
    if promise.is_internal:
        return _("Our own rule: by %(due)s. They do not see it.") % when
    if promise.how == How.INFERRED:
        return _("They expect it by %(due)s. Nobody said it; we inferred it %(made)s.") % when
    if promise.how == How.SPOKEN:
        return _("They were told aloud, for %(due)s. It was noted %(made)s.") % when
    return _("They have it in writing, for %(due)s. It was written %(made)s.") % when


def _said_by(talk: Conversation, now: datetime, zone: ZoneInfo) -> str:
    name = talk.contact.greeting_name if talk.contact else _("The customer")
    words = {"name": name, "how": talk.get_channel_display(), "when": moment_words(talk.happened_at, now, zone)}
    return _("%(name)s, %(how)s, %(when)s") % words


def _facts(promise: Promise, letter: Update | None, now: datetime, zone: ZoneInfo) -> list[tuple[str, str]]:
    shown = not promise.is_internal and promise.how != How.INFERRED and promise.state != PromiseState.VOID
    everyone = _("All who read the letter") if letter else _("The customer")
    theirs = moment_words(promise.due_at, now, ZoneInfo(promise.due_zone))
    facts = [
        (_("Made to"), promise.to.name if promise.to else everyone),
        (_("How"), capfirst(str(promise.get_how_display()))),
        (_("Noted by"), promise.made_by.name if promise.made_by else _("The house")),
        (_("Due, in their time"), theirs),
        (_("On their page"), _("Yes") if shown else _("No")),
    ]
    return [fact for fact in facts if fact[0] != _("Made to") or not promise.is_internal]


def _story(promise: Promise, now: datetime, zone: ZoneInfo) -> list[tuple[str, str]]:
    """Latest first: when each date was promised and how that ended, along the chain of its dates."""
    rows = []
    for one in _chain(promise):
        due = {"due": moment_words(one.due_at, now, zone)}
        made = _("Moved to %(due)s") if one.replaces_id else _("Promised for %(due)s")
        rows.append((one.made_at, made % due))
        if one.settled_at and one.state != PromiseState.RENEGOTIATED:
            rows.append((one.settled_at, _ended(one)))
        elif one.state == PromiseState.BROKEN and one.broken_at:
            rows.append((one.broken_at, _("The time passed")))
    return [
        (capfirst(moment_words(at, now, zone)), words)
        for at, words in sorted(rows, key=lambda row: row[0], reverse=True)
    ]


def _ended(promise: Promise) -> str:
    state = str(promise.get_state_display())
    return _("%(state)s: %(why)s") % {"state": state, "why": promise.settled_why} if promise.settled_why else state


def _chain(promise: Promise) -> list[Promise]:
    """The promise with the dates before and after it, first to last; one query."""
    rows = {one.pk: one for one in promise.incident.promises.filter(kind=promise.kind)}
    after = {one.replaces_id: one for one in rows.values() if one.replaces_id}
    chain: list[Promise] = [rows.get(promise.pk, promise)]
    while (before := rows.get(chain[0].replaces_id or 0)) and len(chain) < LONGEST_CHAIN:
        chain.insert(0, before)
    while (later := after.get(chain[-1].pk)) and len(chain) < LONGEST_CHAIN:
        chain.append(later)
    return chain


def _what_the_answers_do(promise: Promise, now: datetime, zone: ZoneInfo) -> list[Mapping[str, str]]:
    due = {"due": moment_words(promise.due_at, now, zone)}
    passed = promise.due_at < now
    kept = _("Done up to and at %(due)s it is kept. A minute later it is kept late, and both are on record.") % due
    moved = _("Agreed before %(due)s it counts as renegotiated. Tell them by letter, or note what they said.") % due
    late = _("It was due %(due)s. It counts as late, and you can still agree on a new date.") % due
    released = _("Their words are needed, and who said them. It counts neither as kept nor as broken.")
    too_late = _("Their words are needed, and who said them. Its time had passed, so it stays broken.")
    return [
        {"title": _("Kept"), "text": kept},
        {"title": _("A new date"), "text": late if passed else moved},
        {"title": _("They released us from it"), "text": too_late if passed else released},
        {
            "title": _("It will not be kept"),
            "text": _("Tell them before it is due. It counts as broken, and your next update says so first."),
        },
    ]
