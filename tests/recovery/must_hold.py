"""What must hold of every house at every moment, whatever was done to it: each function fails with what it found."""

from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory

from customers.models import Contact
from ground.history.verifying import verify
from ground.outbox.models import Letter
from incidents.choices import CLOCK_KINDS, PromiseKind, PromiseState, State
from incidents.models import Incident, Promise
from updates.models import Nudge, Update
from updates.page import page_for

INTERNAL = "CANARY"
"""Stands in every internal field; a customer never reads it."""
PRIVATE = "CANARY-OF-A-NOTE"
"""Stands in what is written for the file alone; no letter at all carries it."""


def a_clock_for_every_running_incident() -> None:
    for incident in Incident.objects.prefetch_related("promises"):
        clocks = [p for p in incident.promises.all() if p.kind in CLOCK_KINDS and p.is_live]
        if incident.state == State.CLOSED:
            assert clocks == [], f"{incident.reference} is closed and still runs to {clocks}"
            continue
        assert len(clocks) == 1, f"{incident.reference} has {len(clocks)} clocks"
        shown = (incident.next_update_due_at, incident.clock_started_at)
        assert shown == (clocks[0].due_at, clocks[0].made_at), f"{incident.reference} shows another clock"


def a_state_for_every_promise() -> None:
    for promise in Promise.objects.all():
        assert fits(promise), f"{promise.pk}: {promise.state} does not fit {columns(promise)}"
        watched = promise.rung_due_at is not None
        assert watched == (promise.is_live and promise.kind != PromiseKind.SETTLING), (
            f"{promise.pk}: {promise.state}, looked at next {promise.rung_due_at}"
        )


def columns(promise: Promise) -> dict[str, datetime | None]:
    return {name: getattr(promise, name) for name in ("due_at", "broken_at", "followed_at", "settled_at")}


def fits(promise: Promise) -> bool:
    settled, broken, followed, due = (
        promise.settled_at, promise.broken_at, promise.followed_at, promise.due_at,
    )  # fmt: skip
    match promise.state:
        case PromiseState.OPEN:
            return settled is broken is followed is None
        case PromiseState.KEPT:
            return settled is not None and settled <= due and broken is None and followed is None
        case PromiseState.KEPT_LATE:
            return settled is not None and settled > due and broken is not None and followed is None
        case PromiseState.BROKEN:
            return broken is not None and broken <= due and (followed is None) == (settled is None)
        case PromiseState.RENEGOTIATED:
            return settled is not None and settled <= due and broken is None and followed is not None
        case PromiseState.RELEASED:
            return settled is not None and broken is None
        case PromiseState.VOID:
            return settled is not None
    return False


def what_kept_it_happened() -> None:
    """A clock is kept by telling: by an update that counts, or a conversation, at that very moment."""
    kept = Promise.objects.filter(kind__in=CLOCK_KINDS, state__in=[PromiseState.KEPT, PromiseState.KEPT_LATE])
    kept = kept.exclude(kind=PromiseKind.SETTLING)  # kept by their yes or their silence
    for promise in kept.select_related("incident"):
        told = promise.incident.updates.told().filter(sent_at=promise.settled_at)
        spoken = promise.incident.conversations.filter(gave_facts=True, happened_at__lte=promise.settled_at)
        assert told.exists() or spoken.exists(), f"{promise.pk} was kept at {promise.settled_at} by nothing"


def the_history_verifies() -> None:
    assert verify().faults == []


def each_nudge_reached_its_reader_once(accepted: dict[int, list[int]]) -> None:
    """`accepted`: for each nudge, the accepted letters it was a line of. One row a promise, rung and person."""
    assert {pk: letters for pk, letters in accepted.items() if len(letters) > 1} == {}
    keys = list(Nudge.objects.values_list("promise", "rung", "person"))
    assert len(keys) == len(set(keys))


def letters_without_a_word_of_ours(after: int) -> int:
    """Every letter written since the letter `after`; the newest."""
    for letter in Letter.objects.filter(pk__gt=after).order_by("pk"):
        words = as_read(bytes(letter.raw))
        assert PRIVATE not in words, f"{letter.key} carries a note"
        assert not letter.customer or INTERNAL not in words, f"{letter.key} carries an internal word"
        assert not letter.customer or not foreign(words, letter.recipient), f"{letter.key}: {foreign(words, '')}"
        after = letter.pk
    return after


def as_read(raw: bytes) -> str:
    """Headers and texts as a mail program shows them."""
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    texts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(f"{name}: {value}" for name, value in message.items()), *texts])


def only_for(contact: Contact) -> str:
    """Stands in words that were told to this contact alone."""
    return f"only-for-{contact.pk}-{contact.email.split('@')[0]}."


def foreign(words: str, address: str) -> list[str]:
    """Words in it that were told to somebody else alone."""
    known = Contact.objects.exclude(email=address)
    return [mark for contact in known if (mark := only_for(contact)) in words]


def pages_without_a_word_of_ours(incident: Incident, now: datetime) -> None:
    """The private page of every contact: no internal word, nobody else's, none of a letter that was taken back."""
    for contact in incident.customer.contacts.all():
        page = page_for(incident, contact, now=now)
        if page is None:
            continue
        words = as_shown(page)
        assert INTERNAL not in words, f"{incident.reference}: the page of {contact} carries an internal word"
        assert not foreign(words, contact.email), f"{incident.reference}: {contact} reads what others were told"
        for update in incident.updates.exclude(state="told"):
            assert told_word(update) not in words, f"{incident.reference}: the page shows {update.state}"


def told_word(update: Update) -> str:
    """The word by which the body of an update is known."""
    return update.body.split()[0]


def as_shown(page: object) -> str:
    request = RequestFactory().get("/s/page")
    request.user = AnonymousUser()
    return render_to_string("statuspage/page.html", {"page": page}, request=request)
