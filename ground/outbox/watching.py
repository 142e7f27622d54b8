"""A thread beside the kept connection that hangs up: on a letter past its deadline, on an idle line, on the way out."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from . import stopping

LOOK_EVERY = 0.2


class Watch:
    """Keeps one deadline at a time. Reads of smtplib have timeouts each; only closing the socket bounds their sum."""

    def __init__(self, *, idle: float, on_idle: Callable[[], None]) -> None:
        self._idle, self._on_idle = idle, on_idle
        self._line: socket.socket | None = None
        self._ends_at = float("inf")
        self._busy = threading.Lock()
        self._thread: threading.Thread | None = None
        self.rang = False

    @contextmanager
    def deadline(self, seconds: float) -> Iterator[None]:
        """The work inside has `seconds`, fewer once we were told to stop; then the line is cut and `rang` is true."""
        with self._busy:
            self.rang, self._ends_at = False, time.monotonic() + seconds
            self._see_that_somebody_looks()
            try:
                yield
            finally:
                self._ends_at = time.monotonic() + self._idle

    @property
    def seconds_left(self) -> float:
        return max(min(self._ends_at, stopping.ends_at()) - time.monotonic(), 0.01)

    def hold(self, line: socket.socket) -> None:
        """Cut this line when time is up. A second handle on the same connection, which TLS cannot take from us."""
        self.let_go()
        self._line = line.dup()

    def let_go(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def _see_that_somebody_looks(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._look, name="outbox-watch", daemon=True)
            self._thread.start()

    def _look(self) -> None:
        while True:
            time.sleep(LOOK_EVERY)
            if time.monotonic() < min(self._ends_at, stopping.ends_at()):
                continue
            if self._busy.acquire(blocking=False):
                try:
                    return self._on_idle()
                finally:
                    self._thread = None
                    self._busy.release()
            self._cut()

    def _cut(self) -> None:
        self.rang = True
        line = self._line
        if line is not None:
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it was closed a moment before
