"""One long-running part of the house as a process: started, watched, started again, ended within a bound."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

LONGEST_WAIT = 30  # seconds between two tries to start a part that keeps dying
STEADY = 60  # seconds after which a part that died had been running well
LOG_LIMIT = 5_000_000  # bytes; a longer log begins anew at the next start
_libc = ctypes.CDLL(None)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _end_with_the_parent() -> None:
    """Runs in the new process: on Linux the kernel ends it when its supervisor is killed."""
    if hasattr(_libc, "prctl"):
        _libc.prctl(1, signal.SIGTERM)


@dataclass
class Part:
    """A process with a session, a process group and a log of its own."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    began: float = 0
    wait: float = 0.5
    again_at: float | None = None

    def start(self) -> None:
        self.log.parent.mkdir(exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.unlink()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_end_with_the_parent,
            )
        self.began, self.again_at = time.monotonic(), None

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def look(self) -> None:
        """Start the part again when it died: after a second, then less and less often while it keeps dying."""
        moment = time.monotonic()
        if self.alive:
            return
        if self.again_at is None:
            self.kill()
            self.wait = 1 if moment - self.began > STEADY else min(self.wait * 2, LONGEST_WAIT)
            self.again_at = moment + self.wait
            say(f"{self.name} ended. It starts again in {self.wait:.0f} s. Its log: {self.log}")
        elif moment >= self.again_at:
            self.start()

    def end(self) -> None:
        if self.process is not None and self.alive:
            self.process.terminate()

    def kill(self) -> None:
        """Kill what is left of the group: children outlive a leader that was killed."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        finally:
            self.process.wait()

    def last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])


def end_all(parts: Sequence[Part], patience: float, hurry: Callable[[], bool]) -> None:
    """Ask every part to end, wait no longer than `patience` seconds, then kill what is left."""
    for part in parts:
        part.end()
    until = time.monotonic() + patience
    while any(part.alive for part in parts) and time.monotonic() < until and not hurry():
        time.sleep(0.05)
    for part in parts:
        if part.alive:
            say(f"{part.name} did not end by itself and was killed. Nothing is lost: the database remembers.")
        part.kill()
