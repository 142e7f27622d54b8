"""How replies come in: made by the settings from the environment, nothing of Django in here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MailIn:
    """`reply_address` takes a token after a plus sign; `authority` is how our own mail server names itself when it says
    who a mail is from. Without it nobody is believed to be who they say, and every reply waits for a person."""

    reply_address: str = ""
    authority: str = ""
