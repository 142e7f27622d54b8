"""What became of a promise in a conversation: a new date they agreed to, or that they no longer need it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from incidents.promises import PromiseRefused, refuse_the_clock, release_promise

from .choices import Began
from .promised import Moved
from .talking import Talk, note_conversation

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Contact
    from ground.accounts.models import Person
    from incidents.models import Promise

    from .models import Conversation


@transaction.atomic
def agree_on_a_new_date(
    promise: Promise,
    *,
    due_at: datetime,
    contact: Contact,
    channel: str,
    their_words: str,
    why: str,
    by: Person,
    now: datetime,
) -> Conversation:
    """They said yes to a new date: the conversation is noted, and the promise moves with it.

    Renegotiated when said not after the old instant; later it stays broken, followed by the new one.
    """
    refuse_the_clock(promise)
    talk = _talk(contact, channel, their_words, why, now, moves=(Moved(promise, due_at, why),))
    return note_conversation(promise.incident, talk=talk, by=by, now=now)


@transaction.atomic
def let_go(
    promise: Promise, *, contact: Contact, channel: str, their_words: str, by: Person, now: datetime
) -> Conversation:
    """They released us from it, in their words: the conversation is noted, and the promise is outside the kept-rate."""
    refuse_the_clock(promise)
    if not their_words.strip():
        raise PromiseRefused(_("Write down what they said. Their words are needed to let go of a promise."))
    talk = note_conversation(promise.incident, talk=_talk(contact, channel, their_words, "", now), by=by, now=now)
    release_promise(promise, by=by, now=now, why=their_words.strip())
    return talk


def _talk(
    contact: Contact, channel: str, their_words: str, our_words: str, now: datetime, *, moves: tuple[Moved, ...] = ()
) -> Talk:
    return Talk(contact, channel, Began.US, now, their_words, our_words, next_at=None, moves=moves)
