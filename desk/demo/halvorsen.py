"""John's overcharge: TR-1042, the story every page of the demo can be read with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from customers.never_again import add_never_again
from desk.demo.moments import HERE
from desk.demo.telling import Case, Said, live
from desk.demo.walking import Felt, Found, Walk, frame_words
from incidents.choices import Cause, Emotion, Failing
from incidents.framing import write_frame
from incidents.promises import keep_promise, make_promise
from recovery.reading import record_and_tell
from trust.elements import record_elements
from updates.talking import Talk, note_conversation

if TYPE_CHECKING:
    from customers.models import Contact, Customer
    from desk.demo.cast import Cast
    from desk.demo.moments import Moments
    from incidents.models import Incident

FIRST = (
    "We charged you more for freight handling than your contract says, on every monthly invoice since March 2023. "
    "You noticed before we did. I am sorry.\n\n"
    "This is our mistake and I am the one putting it right. I am pulling every invoice now."
)
FACTS = (
    "I have corrected your price today, so no new invoice is wrong. The next one is held until you have seen it.\n\n"
    "By Thursday at 10:00 you have the facts: which invoices, which price, since when."
)
LATE = (
    "I said 10:00 and I am late. I am sorry.\n\n"
    "From March 2023 to October 2026 we charged you $46.50 a pallet. Your contract says $38.00, and 40 cents less each January. "
    "It was on 44 monthly invoices. You found it before we did."
)
PAID = (
    "We have paid you a first $10,000.00 today. It is yours whatever the final sum is.\n\n"
    "I am still adding up the rest, with interest from the day you paid each invoice."
)
LIST = (
    "All 44 invoices are recalculated. Tomas has the list, so that your accountant can check every line.\n\n"
    "You asked why nobody checked. I will answer that tomorrow."
)

FOUND = Found(
    deputy="Priya",
    promised="$38.00 a pallet for freight handling, 40 cents less each January. Contract of 12 February 2023.",
    may_decide="Up to $2,500. Above that, ask Dana. She answers refunds within 4 working hours.",
    worse="Her board meets again on 8 December. A second wrong number before then.",
    versions=(
        ("Ingrid Halvorsen", "You have charged us the wrong rate for three years. I want it all back."),
        (
            "Tomas Reed",
            "Your invoices say 46.50 a pallet. Our contract says 38.00. I went back to March 2023 and stopped there.",
        ),
    ),
    ours="In March 2023 we loaded a price list meant for another customer. Nobody compared it with the contract.",
    facts=(
        (2023, 2, 12, "Contract signed: freight handling $38.00 a pallet", "Contract HMS-2023, page 4"),
        (2023, 3, 1, "Price list PL-23-B loaded on their account. It was another customer’s", "Price change log"),
        (2023, 3, 31, "First wrong invoice, INV-20412, at $46.50", "Invoice INV-20412"),
        (2024, 1, 0, "Yearly price check not done", "Review log, no entry"),
        (2025, 1, 0, "Yearly price check not done again", "Review log, no entry"),
    ),
    unknown=("Were the Bellingham depot’s invoices charged at the wrong price too?", "John", 6),
    answered=(
        "Who approved the list in March 2023?",
        "Nobody. It was loaded without a second pair of eyes. From Dana Whitfield",
    ),
    feelings=(
        Felt(
            "Ingrid Halvorsen",
            Emotion.EMBARRASSED,
            5,
            "It is not the money. My accountant found it, not you. I felt like a fool in front of my own board.",
            "She had to explain it to her board.",
        ),
        Felt(
            "Tomas Reed",
            Emotion.WORRIED,
            3,
            "I should have caught it sooner. Now I check every line you send.",
            "Eleven hours of adding up invoices.",
        ),
    ),
    owned="Nobody here compared the list with your contract, and nobody did the yearly check we promised.",
    confirmed="The facts are right. You still have not said why nobody checked.",
    nothing="The contract says $38.00 a pallet. Nothing to dispute.",
    scope="Tacoma, invoices of March 2023 to October 2026. Bellingham is being checked.",
    would_be_right="Every cent back with interest, and someone other than us checking next year’s prices.",
    cause=(Cause.PRICE_TABLE, "A price list meant for another customer was loaded without a second person."),
    unnoticed=(Cause.NO_CHECK, "The January price check had no owner, so it was never done."),
)
SENTENCE = {
    "sentence": "For 44 months you paid more for freight handling than we agreed, nobody here checked, "
    "and you had to find it yourself and explain it to your board.",
    "failing": str(Failing.BOTH),
}
CASE = Case(
    "Halvorsen Marine Supply",
    "overcharge",
    "Freight handling overcharged since March 2023",
    "We charged you more for freight handling than your contract says, on every monthly invoice since March 2023.",
    "high",
    "customer",
    (-10, "09:05"),
    (
        Said((-10, "09:20"), "We made a mistake with your freight handling charges", FIRST, (-9, "16:00")),
        Said((-9, "15:30"), "Your price is corrected", FACTS, (-7, "10:00")),
        Said((-7, "10:40"), "What happened, and since when", LATE, (-6, "15:00"), "late"),
        Said((-6, "14:45"), "A first $10,000.00 is paid", PAID, (-1, "12:00")),
        Said((-1, "11:55"), "All 44 invoices are recalculated", LIST, (0, "13:00")),
    ),
    ((-10, "11:00"), (-9, "16:10"), (-8, "15:30"), (-3, "09:30"), (-2, "15:20")),
    (
        ((-470, "10:00"), 8, "“You are quick when it matters.”"),
        ((-157, "10:00"), 9, "“I do not check you any more.”"),
    ),
    started=(2023, 3),
    found=FOUND,
)


def tell_the_story(customer: Customer, cast: Cast, moments: Moments) -> Incident:
    incident = live(CASE, customer, cast, moments)
    ingrid = customer.contacts.get(speaks=True)
    _calls(incident, ingrid, moments)
    _trust(incident, ingrid, moments)
    _never_again(incident, ingrid, moments)
    _promises(incident, ingrid, moments)
    begun = moments.at(0, "10:36")
    words = frame_words(Walk(incident, CASE, FOUND, moments, now=begun)) | SENTENCE
    write_frame(incident, seen=None, by=incident.owner, now=begun, **words)
    return incident


def _calls(incident: Incident, ingrid: Contact, moments: Moments) -> None:
    heard = (
        (
            -10,
            "09:10",
            "phone",
            "them",
            "You have charged us the wrong rate for three years. I want it all back, and I am not sure I can trust you again.",
        ),
        (
            -8,
            "14:00",
            "meeting",
            "us",
            "It is not the money. My accountant found it, not you. I felt like a fool in front of my own board.",
        ),
    )
    for day, clock, channel, began, words in heard:
        at = moments.at(day, clock)
        talk = Talk(ingrid, channel, began, at, their_words=words, our_words="", next_at=None)
        note_conversation(incident, talk=talk, by=incident.owner, now=at)


def _trust(incident: Incident, ingrid: Contact, moments: Moments) -> None:
    for day, clock, value, occasion, why in (
        (-10, "09:10", 3, "logged", "“I am not sure I can trust you again.”"),
        (-3, "09:12", 4, "facts", "“The facts are right. You still have not said why nobody checked.”"),
    ):
        at = moments.at(day, clock)
        record_and_tell(
            customer=incident.customer,
            value=value,
            whose="theirs",
            occasion=occasion,
            how="phone",
            said_at=at,
            by=incident.owner,
            now=at,
            contact=ingrid,
            why=why,
            incident=incident,
        )
    record_elements(
        ingrid,
        {"dependability": 4, "competence": 7, "empathy": 5, "truth": 3},
        moments.at(-3, "09:25"),
        incident.owner,
        words="You know your trade. I want to hear it from you first.",
    )


def _never_again(incident: Incident, ingrid: Contact, moments: Moments) -> None:
    for day, clock, words in (
        (-8, "16:20", "It must have been a system error. Somebody did it, and somebody did not look."),
        (-3, "09:20", "It is only a few dollars a pallet."),
    ):
        at = moments.at(day, clock)
        day_there = at.astimezone(HERE).date()
        add_never_again(incident.customer, words=words, said_by=ingrid, said_on=day_there, by=incident.owner, now=at)


def _promises(incident: Incident, ingrid: Contact, moments: Moments) -> None:
    made = (
        ("The first $10,000 within the week", "spoken", (-10, "09:15"), (-3, "17:00")),
        ("A corrected price list, signed by Dana", "written", (-1, "11:55"), (0, "17:00")),
        ("A call from John once your accountant has checked the list", "spoken", (-3, "09:15"), (4, "12:00")),
        ("They expect us to check their Bellingham depot too", "inferred", (-3, "09:20"), (6, "17:00")),
    )
    promises = [
        make_promise(
            incident,
            text=text,
            how=how,
            due_at=moments.at(*due),
            due_zone=ingrid.local_zone,
            by=incident.owner,
            now=moments.at(*at),
            to=ingrid,
        )
        for text, how, at, due in made
    ]
    keep_promise(promises[0], by=incident.owner, now=moments.at(-6, "14:30"))
