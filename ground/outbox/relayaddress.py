"""Where letters go and how long one may take; made by the settings from EMAIL_URL, nothing of Django in here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any

NO_NAME = "[127.0.0.1]"


@dataclass(frozen=True)
class RelayAddress:
    """A relay, or a folder that stands for one."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False
    tls: bool = False  # from the first byte
    folder: str = ""
    hello: str = NO_NAME
    deadline: float = 60.0  # seconds one letter may take
    lease: float = 120.0  # seconds a claimed letter stays out of others' hands


def relay_address(
    relay: Mapping[str, Any], folder: Path | None, *, site: str, deadline: float = 60.0, lease: float = 120.0
) -> RelayAddress:
    """From Django's EMAIL_* settings or a folder. A password never leaves this machine without TLS."""
    if lease <= deadline:
        raise ValueError(f"OUTBOX_LEASE ({lease:g} s) must be longer than OUTBOX_DEADLINE ({deadline:g} s).")
    if folder is not None:
        return RelayAddress(folder=str(folder), deadline=deadline, lease=lease)
    user, host, tls = relay["EMAIL_HOST_USER"], relay["EMAIL_HOST"], relay["EMAIL_USE_SSL"]
    return RelayAddress(
        host=host,
        port=relay["EMAIL_PORT"],
        user=user,
        password=relay["EMAIL_HOST_PASSWORD"],
        starttls=relay["EMAIL_USE_TLS"] or bool(user and not tls and not _is_here(host)),
        tls=tls,
        hello=_hello(site),
        deadline=deadline,
        lease=lease,
    )


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _hello(site: str) -> str:
    """How we name ourselves to the relay: by our site, or by an address literal where it has no name."""
    return site if "." in site and not site.replace(".", "").isdigit() else NO_NAME
