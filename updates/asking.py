"""Asking for a new private link: the request is kept, and answered by letter a moment later.

The page that takes the address does the same work for every address: one count, one row. Who has a page is only looked
up by the tick, so neither words nor time tell a stranger whether we know an address.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from ground.accounts.limits import Limit, take
from ground.history.recording import record
from ground.outbox.guards import Send, Withdraw
from ground.outbox.writing import write
from incidents.promises import lock

from . import letters
from .links import address_of, link_for, lives, token_of
from .models import AskedLink, Link, Update

if TYPE_CHECKING:
    from datetime import datetime

    from ground.outbox.guards import Verdict
    from ground.outbox.models import Letter

ASKED_BY_NETWORK = Limit("new link, network", 20, timedelta(hours=1))
ASKED_FOR_ADDRESS = Limit("new link, address", 3, timedelta(hours=1))
AT_ONCE = 50
GUARD = "updates.new_link"


def ask_new_link(email: str, *, network: str, now: datetime) -> None:
    """Keep the wish of whoever typed this address; one network may ask twenty times an hour, the rest is dropped."""
    if take(ASKED_BY_NETWORK, network, now=now):
        AskedLink.objects.create(email=email.strip().lower(), asked_at=now)


def answer_asked_links(*, now: datetime) -> int:
    """Answer what was asked, oldest first, and forget the addresses; how many letters. Safe to run twice, or late."""
    return sum(_answer(pk, now) for pk in AskedLink.objects.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


def _answer(pk: int, now: datetime) -> int:
    asked = AskedLink.objects.filter(pk=pk).first()
    if asked is None:
        return 0
    written = new_link_asked(asked.email, now=now, asked=pk) if take(ASKED_FOR_ADDRESS, asked.email, now=now) else 0
    asked.delete()
    return written


@transaction.atomic
def new_link_asked(email: str, *, now: datetime, asked: int) -> int:
    """One letter for each page that belongs to this address, running or closed not long ago; how many.

    `asked` tells one wish from the next: the same wish writes its letters once.
    """
    found = Link.objects.filter(contact__email__iexact=email, contact__left_at__isnull=True)
    links = found.select_related("incident", "contact").order_by("incident_id", "pk")
    return sum(_write(link, asked, now) for link in links if _has_a_page(link, now))


def _has_a_page(link: Link, now: datetime) -> bool:
    """Something was told there, and it has not expired; that an earlier link was revoked does not matter."""
    revoked, link.revoked_at = link.revoked_at, None
    alive = lives(link, now)
    link.revoked_at = revoked
    return alive and Update.objects.filter(incident=link.incident_id).told_to(link.contact).exists()


def _write(link: Link, asked: int, now: datetime) -> bool:
    incident = lock(link.incident)
    link = link_for(incident, link.contact, now=now)
    letter = write(
        key=f"new_link:{asked}:{link.pk}",
        recipient=link.contact.email,
        message=letters.new_link_letter(link, link_address=address_of(link)),
        about=f"link:{link.pk}:{link.version}",
        now=now,
        guard=GUARD,
        secrets=[token_of(link)],
    )
    facts = {"link": link.pk, "contact": link.contact_id, "letter": letter.pk}
    record(incident.history_subject, by=None, what="link.sent_again", now=now, facts=facts)
    return True


def link_may_go(letter: Letter, now: datetime, *, about: str = "") -> Verdict:
    """Only while the link in it still opens, to the address its contact still has."""
    _word, pk, version = (about or letter.about).split(":")
    link = Link.objects.select_related("incident", "contact").filter(pk=pk, version=version).first()
    if link is None or not lives(link, now):
        return Withdraw("the link in it opens nothing any more")
    if link.contact.email.casefold() != letter.recipient.casefold():
        return Withdraw("this address no longer belongs to the contact")
    return Send()
