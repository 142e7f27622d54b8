"""A mail relay that keeps what it accepts and can be told to misbehave."""

from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Condition

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True)
class Accepted:
    """A letter as it arrived."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)


class Relay(Controller):
    """Accepts everything, until `answer_recipient` or `answer_data` say otherwise.

    Both get what the client said and return a reply line ("550 no such person"), or None to accept.
    """

    def __init__(self) -> None:
        self.accepted: list[Accepted] = []
        self.answer_recipient: Callable[[str], str | None] = lambda address: None
        self.answer_data: Callable[[bytes], str | None] = lambda raw: None
        self._arrived = Condition()
        super().__init__(self, hostname="127.0.0.1", port=0, ready_timeout=10)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def wait_for(self, count: int, timeout: float = 20) -> list[Accepted]:
        """The accepted letters, as soon as there are `count` of them."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self.accepted) >= count, timeout):
                raise AssertionError(f"{len(self.accepted)} of {count} letters after {timeout} s")
            return list(self.accepted)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refusal := self.answer_recipient(address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        raw = envelope.original_content or b""
        if refusal := self.answer_data(raw):
            return refusal
        with self._arrived:
            self.accepted.append(Accepted(envelope.mail_from or "", tuple(envelope.rcpt_tos), raw))
            self._arrived.notify_all()
        return "250 OK: kept"

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
