"""The ways out a process keeps open, one of each a thread, never across a fork."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Protocol

from django.conf import settings

from .folder import Folder
from .models import Letter
from .relayaddress import RelayAddress
from .smtp import Relay


class Transport(Protocol):
    def send(self, letter: Letter, held: Callable[[], bool]) -> str:
        """Hand the letter over, return the reply; refusals are raised."""

    def close(self) -> None:
        """Let go of what is kept open."""


class _Kept(threading.local):
    mail: Folder | Relay | None = None
    address: RelayAddress | None = None


_kept = _Kept()


def _forget() -> None:
    """A child must not speak on its parent's connection."""
    global _kept
    _kept = _Kept()


os.register_at_fork(after_in_child=_forget)


def mail() -> Transport:
    """The way of channel "smtp": the relay, or the folder that stands for it."""
    address: RelayAddress = settings.MAIL
    if _kept.mail is None or _kept.address != address:
        hang_up()
        _kept.address = address
        _kept.mail = Folder(address) if address.folder else Relay(address)
    return _kept.mail


def hang_up() -> None:
    """Close what this thread keeps open."""
    kept, _kept.mail = _kept.mail, None
    if kept is not None:
        kept.close()


WAYS: dict[str, Callable[[], Transport]] = {"smtp": mail}
