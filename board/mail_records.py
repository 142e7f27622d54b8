"""What the sender's domain should publish so that our letters are believed: told in words, and asked of nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from ground.accounts.models import House
from ground.outbox.providers import provider_of

if TYPE_CHECKING:
    from ground.outbox.relayaddress import RelayAddress


@dataclass(frozen=True)
class Record:
    """A TXT record: its name, its value where we can know it, and what it is for."""

    kind: str
    name: str
    value: str
    why: str


@dataclass(frozen=True)
class WayOut:
    """Through whom letters leave, from which address, and the records for its domain."""

    through: str
    sender: str
    records: list[Record]
    believed: str
    own_id: str


def way_out() -> WayOut:
    """No name server is asked: what stands there already, the administrator knows better."""
    relay: RelayAddress = settings.MAIL
    sender = House.objects.values_list("sender", flat=True).first() or ""
    domain = sender.rpartition("@")[2].encode("idna").decode()
    records = [] if relay.folder else _records(domain, relay)
    return WayOut(_through(relay), sender, records, _believed(), _own_id(relay))


def _through(relay: RelayAddress) -> str:
    if relay.folder:
        return _("Letters are written into a folder and go to nobody. Set EMAIL_URL to send them.")
    provider = provider_of(relay.host)
    words = {"host": relay.host, "port": relay.port, "name": provider.name if provider else ""}
    if provider:
        return _("%(name)s, %(host)s, port %(port)s") % words
    return _("%(host)s, port %(port)s") % words


def _records(domain: str, relay: RelayAddress) -> list[Record]:
    provider = provider_of(relay.host)
    allowed = f"include:{provider.spf}" if provider else f"a:{relay.host}"
    spf = _("Says who may send for your domain. If there is such a record already, only add “%(allowed)s” to it.")
    dkim = _("Whoever sends our letters signs them. They give you the word before “._domainkey” and the value.")
    dmarc = _("Says what becomes of mail that is not yours. Read its reports first, then make it “quarantine”.")
    return [
        Record("SPF", domain, f"v=spf1 {allowed} ~all", spf % {"allowed": allowed}),
        Record("DKIM", f"…._domainkey.{domain}", "", dkim),
        Record("DMARC", f"_dmarc.{domain}", f"v=DMARC1; p=none; rua=mailto:postmaster@{domain}", dmarc),
    ]


def _own_id(relay: RelayAddress) -> str:
    """What is lost with a provider that does not keep our Message-ID; replies still come by the reply address."""
    provider = provider_of(relay.host)
    if provider is None or provider.keeps_id:
        return ""
    words = _("%(name)s puts its own Message-ID on letters: threads may part, and we cannot tell which one came back.")
    return words % {"name": provider.name}


def _believed() -> str:
    authority = settings.MAIL_IN.authority
    if not authority:
        return ""
    return _("Of replies we believe what %(authority)s says in Authentication-Results, and nobody else.") % {
        "authority": authority
    }
