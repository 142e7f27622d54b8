"""Noor says 6: a recovery with every step finished that cannot be closed yet, and a manager who is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desk.demo.telling import Case, Said, live
from incidents.promises import keep_promise, make_promise
from recovery.closing import ask_override
from recovery.last_letter import LastLetter

if TYPE_CHECKING:
    from customers.models import Customer
    from desk.demo.cast import Cast
    from desk.demo.moments import Moments
    from incidents.models import Incident

CASE = Case(
    "Rowan Boatworks",
    "defect",
    "Wrong gasket kit shipped",
    "We shipped you the gasket kit of another engine.",
    "medium",
    "customer",
    (-17, "09:10"),
    (
        Said(
            (-17, "09:50"),
            "We shipped the wrong gasket kit",
            "The kit you got is for another engine. That is our mistake, Noor. I am sorry.",
            (-16, "12:00"),
        ),
        Said(
            (-16, "11:15"),
            "The right kit is on its way",
            "It left by courier this morning and is with you on Wednesday. The label for the wrong one is enclosed.",
            (-14, "12:00"),
        ),
        Said(
            (-14, "11:30"),
            "What I understood",
            "You lost a day on the slip, with the crane booked. Tell me if I missed anything.",
            (-10, "12:00"),
        ),
        Said(
            (-10, "10:40"),
            "How the two kits were mixed up",
            "Two boxes stood under one number. They have a number each now, and the packer scans both.",
            (-3, "12:00"),
        ),
        Said(
            (-3, "11:00"),
            "Everything on our list is done",
            "The right kit is with you and the wrong one is back. I ring you tomorrow and ask how it stands.",
            (1, "12:00"),
        ),
    ),
    tuple((day, "11:45") for day in (-17, -16, -16, -14, -14, -10, -8, -3)),
    (
        ((-120, "10:00"), 8, "“You always get it right.”"),
        ((-16, "10:00"), 5, "“I had the crane booked and no kit.”"),
        ((-2, "10:20"), 6, "“It is fine, really. The kit fits. Please just close it, I get too many mails.”"),
    ),
)
PROMISES = (
    ("The right kit by courier", "written", (-16, "11:15"), (-15, "17:00"), (-15, "14:20")),
    ("A return label, at no cost", "written", (-16, "11:15"), (-15, "17:00"), (-16, "11:20")),
    ("Say how it was mixed up", "spoken", (-14, "11:30"), (-10, "12:00"), (-10, "10:40")),
)
REASON = "She asked us to, the kit fits, and our mails are now the nuisance."
LETTER = (
    "We close this, as you asked",
    "You asked me to stop writing, so this is my last letter about the gasket kit. "
    "If anything is not right, write one line and we open it again.",
)


def tell_the_story(customer: Customer, cast: Cast, moments: Moments) -> Incident:
    incident = live(CASE, customer, cast, moments)
    owner, speaker = incident.owner, customer.contacts.get(speaks=True)
    for text, how, made, due, kept in PROMISES:
        promise = make_promise(
            incident,
            text=text,
            how=how,
            to=speaker,
            due_at=moments.at(*due),
            due_zone=speaker.local_zone,
            by=owner,
            now=moments.at(*made),
        )
        keep_promise(promise, by=owner, now=moments.at(*kept))
    letter = LastLetter(*LETTER, contacts=[speaker])
    ask_override(incident, reason=REASON, letter=letter, by=owner, now=moments.at(-2, "10:41"))
    return incident
