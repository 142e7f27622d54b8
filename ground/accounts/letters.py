"""The mail about signing in: an invitation, and a link to choose a new password. Everything else is told elsewhere."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.message import EmailMessage
from email.utils import formataddr
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone, translation

from ground.outbox import guards
from ground.outbox.models import Letter
from ground.outbox.writing import write

from .links import lasts, link_with, token_for
from .models import House, Person

MAY_SIGN_IN = "accounts.may_sign_in"


def about(person: Person) -> str:
    """What the outbox knows these letters by."""
    return f"sign-in of person {person.pk}"


def invitation(person: Person, *, by: Person | None, now: datetime) -> Letter:
    return _write("invitation", person, token_for(person), now, inviter=by.name if by else "")


def password_reset(person: Person, *, token: str, now: datetime) -> Letter:
    return _write("password_reset", person, token, now)


def compose(name: str, person: Person, token: str, now: datetime, **more: str) -> EmailMessage:
    """One letter in the language and the time zone of its reader."""
    house = House.objects.get()
    context = {
        "person": person,
        "house": house,
        "link": link_with(person, token),
        "until": now + lasts(person),
        "zone": person.zone,
        **more,
    }
    message = EmailMessage()
    with translation.override(person.reads), timezone.override(ZoneInfo(person.zone)):
        message["Subject"] = " ".join(render_to_string(f"letters/{name}/subject.txt", context).split())
        message.set_content(render_to_string(f"letters/{name}/body.txt", context))
        message.add_alternative(render_to_string(f"letters/{name}/body.html", context), subtype="html")
    message["From"] = formataddr((house.name, house.sender))
    message["To"] = person.email
    message["Auto-Submitted"] = "auto-generated"
    return message


def may_sign_in(letter: Letter, now: datetime) -> guards.Verdict:
    """Asked before the letter leaves: nobody who was disabled meanwhile gets a link."""
    if Person.objects.reachable().filter(email=letter.recipient.lower()).exists():
        return guards.Send()
    return guards.Withdraw("may not sign in any more")


def _write(name: str, person: Person, token: str, now: datetime, **more: str) -> Letter:
    return write(
        key=f"{name}:{person.pk}:{hashlib.sha256(token.encode()).hexdigest()[:32]}",
        recipient=person.email,
        message=compose(name, person, token, now, **more),
        about=about(person),
        guard=MAY_SIGN_IN,
        customer=False,
        secrets=[token],
        now=now,
    )
