"""What came back by mail: an absence note, a customer's question, a lawyer nobody knows. The house reads them itself."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING, NamedTuple

from django.utils.crypto import salted_hmac

from ground.mailbox.choices import Way
from ground.mailbox.storing import store
from ground.outbox.models import Letter

if TYPE_CHECKING:
    from datetime import datetime

    from desk.demo.moments import Moments


class Came(NamedTuple):
    """A mail: when it came, from whom, about which letters (those to this address), and what it said."""

    at: tuple[int, str]
    sender: str
    answers: str
    subject: str
    text: str
    automatic: bool = False


CAME = (
    Came(
        (-1, "17:05"),
        "Paul Kessler <contact@kessler-foundry.example>",
        "contact@kessler-foundry.example",
        "Automatic reply: {subject}",
        "I am travelling and back on {back:%-d %B %Y}. For castings, write to our yard office.",
        automatic=True,
    ),
    Came(
        (0, "07:50"),
        "Rosa Delgado <contact@orchard-pine-hotels.example>",
        "contact@orchard-pine-hotels.example",
        "Re: {subject}",
        "Both lines are right now. Who keeps the list up to date from here on?",
    ),
    Came(
        (0, "08:14"),
        "J. Lee <j.lee@harborlaw.example>",
        "ingrid@halvorsen.example",
        "Your letters to Ms Halvorsen [TR-1042]",
        "I advise Ms Halvorsen. Confirm by Monday that interest runs from each payment date, and send me the list of invoices.",
    ),
)
MONDAY = 4
"""Days from the stage's Thursday."""


def post(moments: Moments) -> None:
    """Each is kept as it came; the worker reads it as any other mail."""
    for came in CAME:
        at = moments.at(*came.at)
        store(_raw(came, at, moments), way=Way.PIPE, now=at, envelope_from="" if came.automatic else None)


def _raw(came: Came, at: datetime, moments: Moments) -> bytes:
    letter = Letter.objects.filter(recipient=came.answers, customer=True, due_at__lt=at).order_by("-due_at").first()
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Date"] = came.sender, "care@brightwater.example", format_datetime(at)
    mail["Subject"] = came.subject.format(subject=letter.subject if letter else "")
    mail["Message-ID"] = f"<{salted_hmac('demo', came.text).hexdigest()[:20]}@{came.sender.rpartition('@')[2][:-1]}>"
    if letter and came.sender.endswith(f"<{came.answers}>"):
        mail["In-Reply-To"] = mail["References"] = letter.message_id
    if came.automatic:
        mail["Auto-Submitted"] = "auto-replied"
    mail.set_content(came.text.format(back=moments.at(MONDAY, "12:00")))
    return mail.as_bytes()
