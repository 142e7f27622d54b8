"""The private link: a token made again from id and version whenever a letter needs it, and never stored."""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery

from ground.built_once import BuiltOnce
from ground.history.recording import record
from incidents.promises import lock
from refunds.models import Payment, RefundSum

from .models import Link

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Contact
    from ground.accounts.models import Person
    from incidents.models import Incident

PAGES, INCIDENTS, CUSTOMERS = "/s/", "/i/", "/c/"
DECISIONS, HANDOVERS = "/board/decisions/", "/handover/"
TEAMS = "/people/teams/"
LAST_CHECK_IN, LIVES_ON = timedelta(days=90), timedelta(days=60)
"""A page lives until 60 days after the last check-in was asked (PROMISES.md); where none follows, as if it were asked
90 days after closing."""

_TOKEN = re.compile(
    r"(?<![A-Za-z0-9_-])(?:[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])|(?<=/s/)[A-Za-z0-9_-]{16,})"
    r"|(?<=\+)[A-Za-z2-7]{26}(?=@|%40|=40)"  # of a reply address
)
MASK = "[private link]"


def link_for(incident: Incident, contact: Contact, *, now: datetime) -> Link:
    """The one link of this contact to this incident, made or put in force again; in the caller's transaction.

    A link keeps the key it was made with while that key is in LINK_KEYS, so that every letter it stands in still opens.
    """
    link, _made = Link.objects.get_or_create(incident=incident, contact=contact, defaults={"created_at": now})
    if link.revoked_at is not None or _key_of(link) is None:
        link.revoked_at, link.digest = None, digest_of(make_token(settings.LINK_KEYS[0], link.pk, link.version))
        link.save(update_fields=["revoked_at", "digest"])
    return link


def make_token(key: str, link_id: int, version: int) -> str:
    """256 bits: base64url(HMAC-SHA256(key, link id ‖ version)), without padding."""
    made = hmac.new(key.encode(), f"private link {link_id} {version}".encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(made).rstrip(b"=").decode()


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _key_of(link: Link) -> str | None:
    """The key the link's digest was made with, or None when it is no longer in LINK_KEYS."""
    found = None
    for key in settings.LINK_KEYS:
        if hmac.compare_digest(digest_of(make_token(key, link.pk, link.version)), link.digest or ""):
            found = key
    return found


def token_of(link: Link) -> str:
    """The token that opens this link now; `link_for` has made sure that there is one."""
    return make_token(_key_of(link) or settings.LINK_KEYS[0], link.pk, link.version)


def address_of(link: Link) -> str:
    """The whole address for a letter: from SITE_URL, never from a request."""
    return f"{settings.SITE_URL}{PAGES}{token_of(link)}"


def incident_address(reference: str) -> str:
    """Where our own people find an incident, for their mail."""
    return f"{settings.SITE_URL}{INCIDENTS}{reference}"


def customer_address(slug: str) -> str:
    """Where our own people find a customer, for their mail."""
    return f"{settings.SITE_URL}{CUSTOMERS}{slug}"


def handover_address(pk: int) -> str:
    """Where whoever is asked to take a customer over says yes or no, for their mail."""
    return f"{settings.SITE_URL}{HANDOVERS}{pk}"


def mail_address() -> str:
    """The page of mail, for administrators."""
    return settings.SITE_URL + "/mail"


def teams_address() -> str:
    """Where an administrator says who manages which team, for their mail."""
    return f"{settings.SITE_URL}{TEAMS}"


def decision_address(pk: int) -> str:
    """Where our own people find what they asked or decide, for their mail."""
    return f"{settings.SITE_URL}{DECISIONS}{pk}"


def _of_a_digest(digest: str) -> QuerySet[Link]:
    team = "incident__customer__team"
    people = ("contact__customer", "incident__owner", f"{team}__manager", f"{team}__parent__manager")
    sums = RefundSum.objects.filter(refund__incident_link__incident=OuterRef("incident"))
    decided = sums.filter(version=F("refund__version"), refund__approval__isnull=False, calculation__isnull=False)
    links = Link.objects.select_related(*people, "incident__refund_link__refund").filter(digest=digest)
    paid = Payment.objects.filter(refund__incident_link__incident=OuterRef("incident")).order_by("-value_on")
    return links.annotate(
        decided_sheet=Subquery(decided.values("calculation")[:1]), last_paid_on=Subquery(paid.values("value_on")[:1])
    )


OF_A_DIGEST: BuiltOnce[Link] = BuiltOnce(_of_a_digest)


def open_link(token: str, *, now: datetime) -> Link | None:
    """The link this token opens, or None when it is cut, foreign, expired, revoked, or of somebody who left.

    Every answer costs one digest, one query and one HMAC a key, so that the time tells nothing either.
    """
    link = next(iter(OF_A_DIGEST.ask(digest=digest_of(token))), None)
    signed = _key_of(link or Link(pk=0, version=0, digest="0" * 64)) is not None
    return link if link is not None and signed and lives(link, now) else None


def lives(link: Link, now: datetime) -> bool:
    """Not revoked, not expired (the end itself is expired), and its contact is still there."""
    ends_at = expiry_of(link)
    return link.revoked_at is None and link.contact.left_at is None and (ends_at is None or now < ends_at)


def expiry_of(link: Link) -> datetime | None:
    """When it stops opening; None while the incident runs. Source: PROMISES.md, Private link."""
    closed_at, last = link.incident.closed_at, link.incident.last_check_in_at
    if link.expires_at or closed_at is None:
        return link.expires_at
    return (last or closed_at + LAST_CHECK_IN) + LIVES_ON


@transaction.atomic
def revoke_link(link: Link, by: Person, now: datetime) -> Link:
    """No letter sent until now opens the page any more; the next letter carries a new link."""
    lock(link.incident)
    link = Link.objects.select_for_update(of=("self",)).select_related("incident").get(pk=link.pk)
    link.version, link.revoked_at = link.version + 1, now
    link.digest = digest_of(make_token(settings.LINK_KEYS[0], link.pk, link.version))
    link.save(update_fields=["version", "revoked_at", "digest"])
    facts = {"link": link.pk, "contact": link.contact_id, "version": link.version}
    record(link.incident.history_subject, by=by, what="link.revoked", now=now, facts=facts)
    return link


def mask(text: str) -> str:
    """`text` with every token of a private link blanked, for logs, pages and exports of letters."""
    return _TOKEN.sub(MASK, text)
