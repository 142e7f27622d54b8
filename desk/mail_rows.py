"""Mail that came in, as lines of a list: what it is, who wrote it, why it is here, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ground.languages import written_day
from ground.mailbox.choices import Kind, State
from updates.clock_words import day_and_time
from updates.links import mask

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from ground.mailbox.models import Mail
    from updates.models import Received

SHOWN_WORDS = 400
WHY = {
    "stranger": gettext_noop("we do not know the sender. Nothing was answered."),
    "other_customer": gettext_noop("its sender is with another customer. Nothing was answered."),
    "doubtful": gettext_noop("our mail server could not say that it is really from them. Nothing was answered."),
    "many_senders": gettext_noop("it says that several people wrote it."),
    "no_sender": gettext_noop("it does not say who wrote it."),
    "several_cases": gettext_noop("it went to the reply addresses of several mistakes."),
    "several_customers": gettext_noop("its sender is with several customers."),
    "names_no_case": gettext_noop("it does not say which mistake it is about."),
    "from_us": gettext_noop("one of us wrote it. A forwarded mail is no word of the customer."),
    "looks_automatic": gettext_noop("it looks like an automatic answer, and does not say that it is one."),
    "nothing_new": gettext_noop("there are no new words in it, only what it quotes."),
    "bank_details": gettext_noop("there are bank details in it. Call them about payments; keep nothing of it."),
    "list": gettext_noop("it came through a mailing list."),
    "away": gettext_noop("an automatic answer. It is no answer of theirs."),
    "unwanted": gettext_noop("they marked our letter as unwanted. No more letters go there."),
    "unreadable": gettext_noop("we could not read it. The mail as it came is kept."),
    "too_complicated": gettext_noop("it is built so that no program should read it. The mail as it came is kept."),
    "no_mailbox": gettext_noop("there is no such mailbox. The address is marked."),
    "mailbox_full": gettext_noop("the mailbox is full. The address is marked."),
    "mailbox_closed": gettext_noop("the mailbox is closed. The address is marked."),
    "too_large": gettext_noop("the letter was too large for them. The address is marked."),
    "refused": gettext_noop("their mail server refused it. The address is marked."),
    "unreachable": gettext_noop("their mail server could not be reached. The address is marked."),
    "came_back": gettext_noop("their mail server sent it back. The address is marked."),
    "our_own": gettext_noop("it is a letter of ours that came round to us."),
    "no_letter_of_ours": gettext_noop("it is about a letter that we did not send."),
    "delayed": gettext_noop("a letter is delayed. Their mail server keeps trying."),
    "auto_submitted": gettext_noop("it says of itself that a machine wrote it."),
    "machine_header": gettext_noop("it carries the mark of a machine."),
    "precedence": gettext_noop("it carries the mark of a machine."),
    "null_return_path": gettext_noop("it has no return address, as machines write."),
    "read_receipt": gettext_noop("a mail program says that a letter was opened. We do not keep track of that."),
}
"""Why a mail is where it is, after "Why it is here: "."""
LOOKS = {
    Kind.BOUNCE: ("late", "envelope-x"),
    Kind.COMPLAINT: ("late", "exclamation-triangle-fill"),
    Kind.AWAY: ("soon", "moon"),
    Kind.UNREADABLE: ("late", "question-circle"),
    Kind.AUTOMATIC: ("", "gear"),
    Kind.DELAYED: ("soon", "hourglass-split"),
    Kind.LIST: ("", "list-ul"),
}


@dataclass(frozen=True)
class MailRow:
    """`act` is the likeliest thing to do: "known", "new", "seen", or nothing but looking at it."""

    pk: int
    title: str
    who: str
    why: str
    words: str
    when: str
    at: datetime
    tone: str
    icon: str
    received: Received
    act: str
    name: str


def rows_of_mail(found: Iterable[Received], now: datetime, zone: str) -> list[MailRow]:
    return [row_of_mail(one, now, ZoneInfo(zone)) for one in found]


def beside(found: QuerySet[Received]) -> QuerySet[Received]:
    """With all that a line says, in one statement, and without the bytes."""
    rows = found.select_related("mail", "incident__customer", "customer", "contact").defer("mail__raw", "mail__rest")
    return rows.order_by("-mail__received_at", "-pk")


def row_of_mail(received: Received, now: datetime, zone: ZoneInfo) -> MailRow:
    mail = received.mail
    tone, icon = LOOKS.get(Kind(mail.kind), ("", "person"))
    words = mask(mail.text.strip())
    return MailRow(
        pk=mail.pk,
        title=title_of_mail(received),
        who=_who(received),
        why=why_words(mail),
        words="" if mail.kind in (Kind.BOUNCE, Kind.COMPLAINT) or mail.why == "bank_details" else words[:SHOWN_WORDS],
        when=day_and_time(mail.received_at, now, zone),
        at=mail.received_at,
        tone=tone,
        icon=icon,
        received=received,
        act=act_for(received),
        name=mail.sender_name or mail.sender,
    )


def title_of_mail(received: Received) -> str:
    mail = received.mail
    if mail.kind == Kind.BOUNCE:
        name = received.contact.name if received.contact else mask(mail.subject)
        return _("It came back: %(name)s") % {"name": name}
    if mail.kind == Kind.COMPLAINT and received.contact:
        return _("%(name)s wants no mail from us") % {"name": received.contact.name}
    if mail.kind == Kind.AWAY and mail.back_on:
        return _("Away until %(day)s") % {"day": written_day(mail.back_on, "weekday")}
    return mask(mail.subject) or _("Without a subject")


def _who(received: Received) -> str:
    """From whom, and of which customer; an address alone where nobody is known."""
    mail, incident = received.mail, received.incident
    if received.contact and received.customer:
        known = {"name": received.contact.name, "customer": received.customer.name}
        to = _("Our letter to %(name)s, %(customer)s") if mail.kind == Kind.BOUNCE else _("From %(name)s, %(customer)s")
        words = to % known
    else:
        words = _("From %(address)s") % {"address": mail.sender or _("nobody it names")}
    return f"{words}, {incident.reference}" if incident else words


def why_words(mail: Mail) -> str:
    return _(WHY[mail.why]) if mail.why in WHY else ""


def act_for(received: Received) -> str:
    mail = received.mail
    if mail.state != State.TRAY:
        return ""
    if mail.kind in (Kind.BOUNCE, Kind.COMPLAINT, Kind.AWAY):
        return "seen"
    if received.incident is None or mail.kind == Kind.UNREADABLE or mail.why in ("bank_details", "from_us"):
        return ""
    return "known" if received.contact else "new" if mail.sender and mail.why == "stranger" else ""
