"""Makers of raw mail: what people, programs and servers send, in bytes."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime

from tests import make

AUTHORITY = "mx.brightwater.example"
OURS = "care@brightwater.example"
INGRID = "Ingrid Halvorsen <ingrid@halvorsen.example>"


def vouched(domain: str = "halvorsen.example", *, authority: str = AUTHORITY) -> str:
    """What our own mail server puts on top of a mail whose sender is who they say."""
    return f"{authority}; dmarc=pass (p=REJECT) header.from={domain}; spf=pass smtp.mailfrom={domain}"


def mail(
    text: str = "Thank you. When do we get the money?\n",
    *,
    sender: str = INGRID,
    to: str = OURS,
    subject: str = "Re: We made a mistake with your freight",
    answers: str = "",
    references: str = "",
    message_id: str = "<reply-1@halvorsen.example>",
    signed: str | None = None,
    html: str = "",
    headers: dict[str, str] | None = None,
) -> bytes:
    """A well-formed mail; `signed` is the Authentication-Results on top, by default of the sender's own domain."""
    message = EmailMessage()
    if signed is None:
        signed = vouched(sender.rpartition("@")[2].strip(" >"))
    if signed:
        message["Authentication-Results"] = signed
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = format_datetime(make.NOW)
    if message_id:
        message["Message-ID"] = message_id
    if answers:
        message["In-Reply-To"] = answers
    if references or answers:
        message["References"] = references or answers
    for name, value in (headers or {}).items():
        message[name] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()
