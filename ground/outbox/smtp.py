"""The mail relay as the way out: one kept connection, one deadline a letter."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

from .dialling import Line, dial
from .models import Letter
from .refusals import ChannelRefused, LeaseLost, Lost
from .relayaddress import RelayAddress
from .replies import Moment, judge
from .watching import Watch

LETTERS_A_CONNECTION = 100
IDLE_SECONDS = 30.0


class Relay:
    """One connection to the relay, kept from letter to letter by the process and thread that opened it."""

    def __init__(self, address: RelayAddress) -> None:
        self.address = address
        self._line: Line | None = None
        self._letters = 0
        self._last_used = 0.0
        self._watch = Watch(idle=IDLE_SECONDS, on_idle=self._goodbye)

    def send(self, letter: Letter, held: Callable[[], bool]) -> str:
        """Hand one letter over and return what the relay said; `held` is asked before the text leaves."""
        with self._watch.deadline(self.address.deadline):
            try:
                return self._hand_over(self._envelope(letter), letter, held)
            except (Lost, ChannelRefused):
                self._drop()
                raise
            except OSError as error:  # smtplib's own errors are among them
                self._drop()
                raise Lost(self._what_happened(error)) from error
            finally:
                self._last_used = time.monotonic()

    def close(self) -> None:
        """Hang up if a connection is kept."""
        with self._watch.deadline(IDLE_SECONDS):
            self._goodbye()

    def _envelope(self, letter: Letter) -> Line:
        """A line on which the relay has taken the sender. A kept one that is gone by now costs no attempt."""
        if self._line is not None and self._is_fresh():
            try:
                return self._from(self._cleared(self._line), letter)
            except (OSError, Lost):
                if self._watch.rang:
                    raise
        self._goodbye()
        self._line, self._letters = dial(self.address, self._watch), 0
        return self._from(self._line, letter)

    def _is_fresh(self) -> bool:
        return self._letters < LETTERS_A_CONNECTION and time.monotonic() - self._last_used < IDLE_SECONDS

    def _cleared(self, line: Line) -> Line:
        judge(*line.rset(), Moment.GREETING)
        return line

    def _from(self, line: Line, letter: Letter) -> Line:
        size = [f"size={len(letter.raw)}"] if line.does_esmtp and line.has_extn("size") else []
        judge(*line.mail(letter.sender, size), Moment.SENDER)
        return line

    def _hand_over(self, line: Line, letter: Letter, held: Callable[[], bool]) -> str:
        self._letters += 1
        judge(*line.rcpt(letter.recipient), Moment.RECIPIENT)
        if not held():
            raise LeaseLost
        return judge(*line.data(bytes(letter.raw)), Moment.TEXT)

    def _what_happened(self, error: OSError) -> str:
        if self._watch.rang:
            return f"The relay did not take the letter within {self.address.deadline:g} s."
        return f"The connection to the relay failed: {error}"[:500]

    def _goodbye(self) -> None:
        """Take leave without waiting for an answer."""
        if self._line is not None and self._line.sock is not None:
            with suppress(OSError):  # it may have left first
                self._line.putcmd("quit")
        self._drop()

    def _drop(self) -> None:
        self._watch.let_go()
        line, self._line = self._line, None
        if line is not None:
            line.close()
