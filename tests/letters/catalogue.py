"""Every kind of letter a customer may get, each made of the same matter in any language we speak."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

from django.conf import settings
from django.test import override_settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from customers.models import Contact, Customer
from ground.accounts.models import Person
from ground.outbox.composing import compose
from incidents.choices import Kind, Noticed, Question
from incidents.models import Incident
from recovery.answer_words import WORDS, by_when, half_hour
from updates import letters, wording
from updates.instants import Reader
from updates.links import digest_of
from updates.models import Link
from updates.reply_address import reply_token
from updates.words import UpdateWords, Voice

LANGUAGES = ("en", "de", "fr", "es", "nl", "ja")
NOW = datetime(2026, 11, 19, 18, 40, tzinfo=UTC)
DUE = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
PAGE = "https://trust.brightwater.example/s/" + "tOkEn-_0123" * 3 + "0123456789"
REFERENCES = ["<first.1042@brightwater.example>", "<second.1042@brightwater.example>"]
PEOPLE = {
    "en": ("Ingrid Halvorsen", "America/Los_Angeles", "en_US"),
    "de": ("Petra Müller", "Europe/Berlin", "de_DE"),
    "fr": ("Claire Duval", "Europe/Paris", "fr_FR"),
    "es": ("Lucía Ortega", "Europe/Madrid", "es_ES"),
    "nl": ("Pieter van Dijk", "Europe/Amsterdam", "nl_NL"),
    "ja": ("北野 春香", "Asia/Tokyo", "ja_JP"),
}
STORY = {
    "en": "We have charged you too much for freight since March 2023",
    "de": "Wir haben Ihnen seit März 2023 zu viel Fracht berechnet",
    "fr": "Nous vous facturons trop de frais de transport depuis mars 2023",
    "es": "Le hemos cobrado de más por los portes desde marzo de 2023",
    "nl": "We hebben u sinds maart 2023 te veel vracht berekend",
    "ja": "2023年3月から、運賃を多く請求しておりました。",
}
PROMISE = {
    "en": "We send you a list of all 44 invoices",
    "de": "Sie bekommen eine Liste aller 44 Rechnungen",
    "fr": "Vous recevez la liste des 44 factures",
    "es": "Usted recibe una lista de las 44 facturas",
    "nl": "U krijgt een lijst van alle 44 facturen",
    "ja": "44通の請求書の一覧をお送りします。",
}
SORRY = {
    "en": "I applied the wrong price list and did not check it. That cost your people hours. I am sorry.",
    "de": "Ich habe die falsche Preisliste angewendet und nicht geprüft. Das hat Ihre Leute Stunden gekostet. "
    "Das tut mir leid.",
    "fr": "J’ai appliqué le mauvais tarif sans le vérifier. Vos équipes y ont perdu des heures. "
    "Je vous présente mes excuses.",
    "es": "Apliqué la tarifa equivocada y no la revisé. A su gente le costó horas. Le pido disculpas.",
    "nl": "Ik heb de verkeerde prijslijst gebruikt en niet gecontroleerd. Dat kostte uw mensen uren. Het spijt me.",
    "ja": "私が誤った価格表を適用し、確認を怠りました。皆様に多くのお手間をおかけしました。申し訳ございません。",
}
OWNER = Person(pk=7, name="John Reyes", phone="+1 253 555 0142", email="john@brightwater.example")


def contact(language: str, **fields: str) -> Contact:
    """The person of that language, unsaved."""
    name, zone, locale = PEOPLE[language]
    zone, locale = fields.get("zone", zone), fields.get("locale", locale)
    customer = Customer(name="Halvorsen Marine Supply", zone=zone, language=language, locale=locale)
    return Contact(pk=3, customer=customer, name=name, email="contact@halvorsen.example")


def link(to: Contact) -> Link:
    title = STORY[to.customer.language].rstrip("。")
    incident = Incident(pk=42, customer=to.customer, owner=OWNER, title=title, subject=f"{title} [TR-1042]")
    made = Link(pk=5, incident=incident, contact=to, version=1)
    made.reply_digest = digest_of(reply_token(made))
    return made


def told(
    kind: str, heading: str, body: str, to: Contact, *, files: dict[int, bytes] | None = None, **more: object
) -> EmailMessage:
    """An update with these words."""
    following = kind != "first_notice"
    words = UpdateWords(
        customer=to.customer.name,
        reference="TR-1042",
        subject=link(to).incident.subject,
        kind=kind,
        number=2 if following else 1,
        heading=heading,
        body=body,
        next_at=DUE,
        author=Voice.of(OWNER),
        house="Brightwater Supply",
        sender="care@brightwater.example",
        manager=Voice("Dana Whitfield", "+1 253 555 0101", "dana@brightwater.example"),
    )
    return letters.update_letter(
        replace(words, **more),
        contact=to,
        others=["Tomas Reed"],
        link_address=PAGE,
        references=REFERENCES if following else [],
        reply_to="reply+token@brightwater.example",
        files=files,
    )


def first_notice(to: Contact) -> EmailMessage:
    story = STORY[to.customer.language]
    words = wording.first_words(kind=Kind.OVERCHARGE, story=story, noticed_by=Noticed.CUSTOMER)
    return told("first_notice", *words, to)


def facts_only(to: Contact) -> EmailMessage:
    words = wording.facts_only_words(kind=Kind.OVERCHARGE, story=STORY[to.customer.language])
    return told("first_notice", *words, to)


def update(to: Contact) -> EmailMessage:
    story = STORY[to.customer.language]
    return told("update", story.rstrip("。"), f"{story}.\n\n{PROMISE[to.customer.language]}.", to)


def with_statement(to: Contact) -> EmailMessage:
    """The statement of the refund is attached where our fonts have the language; else their page has it."""
    files = {} if to.customer.language == "ja" else {to.pk: b"%PDF-1.7 stands here in a real letter"}
    story = STORY[to.customer.language]
    return told("update", story.rstrip("。"), f"{story}.", to, files=files, statement=3)


def summary(to: Contact) -> EmailMessage:
    """The letter of step 4: what happened, and whether we got it right."""
    return told("update", *_heading_and(to, SORRY), to, question=Question.SUMMARY)


def nothing_new(to: Contact) -> EmailMessage:
    reader = Reader.of_contact(to)
    heading, body = wording.nothing_new_words(since=NOW - timedelta(days=1), now=NOW, reader=reader)
    return told("nothing_new", heading, body + "DHL.", to)


def late(to: Contact) -> EmailMessage:
    heading, body = wording.late_words(due_at=NOW - timedelta(hours=2), now=NOW, reader=Reader.of_contact(to))
    return told("late", heading, body + STORY[to.customer.language], to)


def apology(to: Contact) -> EmailMessage:
    return told("apology", *_heading_and(to, SORRY), to)


def moved(to: Contact) -> EmailMessage:
    reader = Reader.of_contact(to)
    old = DUE - timedelta(days=1)
    heading, body = wording.moved_words(old_at=old, now=NOW, reader=reader)
    return told("moved", heading, body + "DHL.", to, moved_from=old)


def promise_kept(to: Contact) -> EmailMessage:
    return told("update", *wording.promise_kept_words(PROMISE[to.customer.language]), to)


def promise_moved(to: Contact) -> EmailMessage:
    old, reader = DUE - timedelta(days=1), Reader.of_contact(to)
    return told("update", *wording.promise_moved_words(old_at=old, new_at=DUE, why="", now=NOW, reader=reader), to)


def call_summary(to: Contact) -> EmailMessage:
    said, reader = STORY[to.customer.language], Reader.of_contact(to)
    return told("update", *wording.call_summary_words(at=NOW, said=said, now=NOW, reader=reader), to)


def resolved(to: Contact) -> EmailMessage:
    asked = [NOW + timedelta(days=days) for days in (7, 30, 90)]
    words = wording.closing_words(asked, now=NOW, reader=Reader.of_contact(to))
    return told("resolved", *words, to, next_at=None)


def handover(to: Contact) -> EmailMessage:
    """The first letter of whoever took the customer over."""
    story = STORY[to.customer.language]
    return told("update", story.rstrip("。"), PROMISE[to.customer.language], to, introduction=f"Priya Nair: {story}")


def new_link(to: Contact) -> EmailMessage:
    return letters.new_link_letter(link(to), link_address=PAGE)


def receipt(to: Contact) -> EmailMessage:
    asked, reader = WORDS[Question.SUMMARY], Reader.of_contact(to)
    said = letters.Receipt(
        lines=[(str(asked.ask), str(asked.no), PROMISE[to.customer.language])],
        signed="Tomas Reed",
        at=reader.moment_with_zone(NOW),
        due=by_when(DUE, NOW, reader),
        call="",
        until=reader.day(NOW + timedelta(days=7), now=NOW),
        page=PAGE,
        take_back=f"{PAGE}/answers/9/take-back",
    )
    return letters.receipt_letter(link(to), said, references=REFERENCES)


def receipt_of_a_call(to: Contact) -> EmailMessage:
    asked, reader = WORDS[Question.CALL_BACK], Reader.of_contact(to)
    said = letters.Receipt(
        lines=[(str(asked.ask), "", "")],
        signed="",
        at=reader.moment_with_zone(NOW),
        due="",
        call=half_hour(DUE, DUE + timedelta(minutes=30), reader, now=NOW),
        until=reader.day(NOW + timedelta(days=7), now=NOW),
        page=PAGE,
        take_back=f"{PAGE}/answers/9/take-back",
    )
    return letters.receipt_letter(link(to), said, references=REFERENCES)


def reply_receipt(to: Contact) -> EmailMessage:
    reader = Reader.of_contact(to)
    at, due = reader.moment_with_zone(NOW), by_when(DUE, NOW, reader)
    return letters.reply_receipt_letter(link(to), at=at, due=due, link_address=PAGE, references=REFERENCES)


def check_in(to: Contact) -> EmailMessage:
    return letters.check_in_letter(
        link(to).incident,
        to,
        trust=True,
        closed_at=NOW - timedelta(days=30),
        link_address=PAGE,
        references=REFERENCES,
        now=NOW,
    )


def holding_note(to: Contact) -> EmailMessage:
    return letters.holding_note(
        link(to), due_at=NOW - timedelta(hours=1), told="Dana Whitfield", link_address=PAGE, references=REFERENCES
    )


def _heading_and(to: Contact, texts: dict[str, str]) -> tuple[str, str]:
    return _("What happened, and what it did to you"), texts[to.customer.language]


KINDS = (
    *(
        first_notice,
        facts_only,
        update,
        with_statement,
        summary,
        nothing_new,
        late,
        apology,
        moved,
        promise_kept,
        promise_moved,
    ),
    *(call_summary, resolved, handover, new_link, receipt, receipt_of_a_call, reply_receipt, check_in, holding_note),
)
BY_NAME = {kind.__name__: kind for kind in KINDS}


def made(kind: str, language: str, **fields: str) -> EmailMessage:
    """One letter, to somebody of that language; `fields` are another zone or locale of theirs."""
    mail_in = replace(settings.MAIL_IN, reply_address="reply@brightwater.example")
    with override(language), override_settings(MAIL_IN=mail_in):
        return BY_NAME[kind](contact(language, **fields))


def as_sent(message: EmailMessage) -> bytes:
    """Its final bytes, with boundaries and a number that are always the same."""
    message["Message-ID"] = "<golden.1042@brightwater.example>"
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary("=_the-same-in-every-run" + "-inside" * number)
    return compose(message, recipient="contact@halvorsen.example", now=NOW).raw
