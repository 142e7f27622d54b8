"""How replies come in: made by the settings from the environment, nothing of Django in here."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mailbox:
    """A folder of an IMAP server."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    tls: bool = True  # from the first byte
    starttls: bool = False

    @property
    def name(self) -> str:
        return f"{self.user}@{self.host}:{self.port}/{self.folder}"[:300]


@dataclass(frozen=True)
class MailIn:
    """`reply_address` takes a token after a plus sign; `authority` is how our own mail server names itself when it says
    who a mail is from. Without it nobody is believed to be who they say, and every reply waits for a person."""

    reply_address: str = ""
    authority: str = ""
    mailbox: Mailbox | None = None
    hook_key: str = field(default="", repr=False)
