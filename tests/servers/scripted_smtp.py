"""A mail relay of bare sockets that misbehaves as told and says exactly where its client is.

At every moment of a conversation (greeting, ehlo, auth, mail, rcpt, data, dot, kept, rset, quit) it does what the test
has planned for that moment: `relay.at("dot", stall)`. An action gets the conversation and what the client said, and
returns a reply; None is the usual one. `kept` comes after the 250 for a letter was sent.
"""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

USUAL = {
    "greeting": "220 scripted relay",
    "ehlo": "250-scripted\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE 10000000",
    "auth": "235 welcome",
    "mail": "250 sender ok",
    "rcpt": "250 recipient ok",
    "data": "354 go on",
    "dot": "250 kept",
    "rset": "250 cleared",
    "quit": "221 bye",
}


class HungUp(Exception):
    """The conversation is over."""


class Conversation:
    def __init__(self, relay: "ScriptedRelay", line: socket.socket) -> None:
        self.relay, self.line = relay, line
        self.file = line.makefile("rb")
        self.letters = 0

    def say(self, text: str) -> None:
        self.line.sendall(text.encode() + b"\r\n")

    def hear(self) -> str:
        said = self.file.readline()
        if not said:
            raise HungUp
        return said.decode().rstrip("\r\n")

    def reach(self, moment: str, said: str | bytes = "") -> str:
        """Do what is planned for this moment; the reply that was given."""
        self.relay.note(moment)
        reply = self.relay.planned(moment)(self, said)
        reply = USUAL.get(moment, "") if reply is None else reply
        if moment == "dot" and reply.startswith("250"):
            self.relay.keep(said)
            self.letters += 1
        if reply:
            self.say(reply)
        return reply

    def talk(self) -> None:
        self.reach("greeting")
        while True:
            said = self.hear()
            moment = {"helo": "ehlo"}.get(said.split(" ")[0].lower(), said.split(" ")[0].lower())
            if self.reach(moment, said).startswith("354") and self.reach("dot", self._text()).startswith("250"):
                self.reach("kept")
            if moment == "quit":
                raise HungUp

    def _text(self) -> bytes:
        lines = []
        while (line := self.file.readline()) != b".\r\n":
            if not line:
                raise HungUp
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)


Action = Callable[[Conversation, str | bytes], str | None]


class ScriptedRelay:
    def __init__(self) -> None:
        self.kept: list[bytes] = []
        self.moments: list[str] = []
        self._plan: dict[str, Action] = {}
        self._changed = threading.Condition()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=50)
        self._open: set[socket.socket] = set()
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def at(self, moment: str, action: Action) -> None:
        self._plan[moment] = action

    def behave(self) -> None:
        """From now on do only what is usual."""
        self._plan.clear()

    def planned(self, moment: str) -> Action:
        return self._plan.get(moment, usual)

    def note(self, moment: str) -> None:
        with self._changed:
            self.moments.append(moment)
            self._changed.notify_all()

    def keep(self, raw: bytes) -> None:
        with self._changed:
            self.kept.append(raw)
            self._changed.notify_all()

    def wait_until(self, true: Callable[[], bool], timeout: float = 60) -> None:
        with self._changed:
            assert self._changed.wait_for(true, timeout), f"not within {timeout} s; so far {self.moments[-20:]}"

    def wait_for(self, count: int, timeout: float = 60) -> list[bytes]:
        self.wait_until(lambda: len(self.kept) >= count, timeout)
        return list(self.kept)

    def close(self) -> None:
        self._listening.close()
        for line in list(self._open):
            cut(line)

    def _listen(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        self._open.add(line)
        try:
            Conversation(self, line).talk()
        except (HungUp, OSError):
            pass
        finally:
            self._open.discard(line)
            cut(line)


def cut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()


def usual(conversation: Conversation, said: str | bytes) -> None:
    return None


def answer(reply: str) -> Action:
    return lambda conversation, said: reply


def stall(conversation: Conversation, said: str | bytes) -> str:
    """Say nothing until the client goes away."""
    while conversation.line.recv(1000):
        pass
    raise HungUp


def hang_up(conversation: Conversation, said: str | bytes) -> str:
    raise HungUp


def keep_and_hang_up(conversation: Conversation, said: str | bytes) -> str:
    """Take the letter, and lose the line before saying so."""
    conversation.relay.keep(said)
    raise HungUp


def drip(conversation: Conversation, said: str | bytes) -> str:
    """One byte a second, never a whole line."""
    while True:
        conversation.line.sendall(b"2")
        time.sleep(1)


def once(action: Action) -> Action:
    """The first time this, then the usual."""
    left = [action]
    return lambda conversation, said: left.pop()(conversation, said) if left else None


class Barrier:
    """Holds clients at a moment until the test lets them go."""

    def __init__(self, clients: int = 1) -> None:
        self._clients, self._there = clients, 0
        self._changed = threading.Condition()
        self._gone = threading.Event()

    def __call__(self, conversation: Conversation, said: str | bytes) -> None:
        with self._changed:
            self._there += 1
            self._changed.notify_all()
        assert self._gone.wait(120)

    def wait(self, timeout: float = 60) -> None:
        """Return when all clients are held here."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._there >= self._clients, timeout), f"{self._there} came"

    def go(self) -> None:
        self._gone.set()
