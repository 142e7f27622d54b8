"""Every form of the desk and of the private page with a whole, good post, and what kind each of its fields is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from desk.price_forms import seen_of
from ground.worktime.now import now
from recovery.call_times import call_times
from tests import make
from tests.house.the_routes import World, latest_sheet
from tests.refunds import make_rows
from updates.links import link_for, token_of

KEPT = "Words that were typed before the mistake"
PRICE = {"item": "Cold storage", "unit_price": "11.40", "valid_from": "2024-01-01", "source": KEPT}


@dataclass(frozen=True)
class Sheet:
    """`kept` is a field whose words must still stand in the page when another field was wrong."""

    address: Callable[[World], str]
    good: Callable[[World], dict[str, Any]]
    role: str = "john"
    lines: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    required: tuple[str, ...] = field(default_factory=tuple)
    kept: str = ""


def _incident(end: str) -> Callable[[World], str]:
    return lambda world: f"/i/{world.incident.reference}/{end}"


def _checked(end: str) -> Callable[[World], str]:
    return lambda world: f"/i/{world.checked.reference}/{end}"


def _customer(end: str) -> Callable[[World], str]:
    return lambda world: f"/c/{world.customer.slug}/{end}"


def _page(world: World) -> str:
    """The private page of the contact."""
    return f"/s/{token_of(link_for(world.incident, world.contact, now=now()))}"


def _a_time(world: World) -> str:
    """A half hour in which we could call."""
    return call_times(now(), world.customer.our_hours(), make.ZONE)[0].strftime("%Y-%m-%dT%H:%MZ")


LATER = {"next": "other", "next_other": "2030-01-04T10:00"}

SHEETS: dict[str, Sheet] = {
    "the price has changed": Sheet(
        address=lambda world: f"/watch/{world.finding.pk}/changed",
        good=lambda world: {"why": "They pay the new price."},
        lines=("why",),
        required=("why",),
    ),
    "who else": Sheet(
        address=lambda world: "/who-else",
        good=lambda world: {"item": make_rows.ITEM, "since": "2024-01-01"},
        lines=("item",),
        choices=("price_list", "rates"),
        required=("item",),
    ),
    "left out of a search": Sheet(
        address=lambda world: f"/who-else/{world.sweep.pk}/rows/{world.sweep.rows.order_by('pk')[0].pk}/out",
        good=lambda world: {"why": "They agreed to this price."},
        lines=("why",),
        required=("why",),
    ),
    "log": Sheet(
        address=lambda world: "/log",
        good=lambda world: {
            "customer": world.customer.name,
            "kind": "overcharge",
            "what": KEPT,
            "started": "March 2023",
            "noticed": "us",
            "severity": "high",
            "tell": [world.contact.pk],
            "act": "tell",
            **LATER,
        },
        lines=("customer", "started"),
        texts=("what",),
        choices=("kind", "noticed", "severity", "tell", "next"),
        moments=("next_other",),
        required=("customer", "kind", "what", "noticed", "tell"),
        kept="what",
    ),
    "update": Sheet(
        address=_incident("update"),
        good=lambda world: {
            "kind": "update",
            "heading": "News",
            "body": KEPT,
            "tell": [world.contact.pk],
            "on_page": "on",
            "act": "send",
            **LATER,
        },
        lines=("heading",),
        texts=("body",),
        choices=("kind", "tell", "next"),
        moments=("next_other",),
        required=("heading", "body", "kind", "tell"),
        kept="body",
    ),
    "talk": Sheet(
        address=_incident("talk"),
        good=lambda world: {
            "contact": world.contact.pk,
            "channel": "phone",
            "began": "us",
            "happened_at": "2026-01-02T10:00",
            "their_words": KEPT,
            "our_words": "",
        },
        texts=("their_words", "our_words"),
        choices=("contact", "channel", "began"),
        moments=("happened_at",),
        required=("contact", "channel", "began", "happened_at"),
        kept="their_words",
    ),
    "where a mail belongs": Sheet(
        address=lambda world: f"/letters/in/{world.mail.pk}/belongs",
        good=lambda world: {"reference": world.incident.reference, "name": KEPT},
        lines=("reference", "name"),
        choices=("contact",),
        required=("reference",),
        kept="name",
    ),
    "note": Sheet(_incident("note"), lambda world: {"text": KEPT}, texts=("text",), required=("text",)),
    "step 1": Sheet(
        address=_incident("step/1"),
        good=lambda world: {
            "preparation-promised": KEPT,
            "preparation-worse": "",
            "preparation-deputy": "",
            "act": "save",
        },
        texts=("preparation-promised", "preparation-may_decide", "preparation-worse"),
        choices=("preparation-deputy",),
        kept="preparation-promised",
    ),
    "stop it, in step 1": Sheet(
        address=_incident("step/1"),
        good=lambda world: {
            "stop_invoice_held-state": "planned",
            "stop_invoice_held-who": KEPT,
            "stop_invoice_held-by_at": "2030-01-04T10:00",
            "act": "stop_invoice_held",
        },
        lines=("stop_invoice_held-who",),
        choices=("stop_invoice_held-state",),
        moments=("stop_invoice_held-by_at",),
        required=("stop_invoice_held-state", "stop_invoice_held-who"),
        kept="stop_invoice_held-who",
    ),
    "their version": Sheet(
        address=_incident("step/2"),
        good=lambda world: {"theirs-contact": world.contact.pk, "theirs-text": KEPT, "act": "theirs"},
        texts=("theirs-text",),
        choices=("theirs-contact",),
        required=("theirs-text", "theirs-contact"),
        kept="theirs-text",
    ),
    "a fact": Sheet(
        address=_incident("step/2"),
        good=lambda world: {
            "fact-happened": "March 2023",
            "fact-text": KEPT,
            "fact-source": "Invoice INV-20412",
            "act": "fact",
        },
        lines=("fact-happened", "fact-text", "fact-source"),
        required=("fact-happened", "fact-text", "fact-source"),
        kept="fact-text",
    ),
    "not known": Sheet(
        address=_incident("step/2"),
        good=lambda world: {
            "unknown-text": KEPT,
            "unknown-who": "John",
            "unknown-by_on": "2030-01-04",
            "act": "unknown",
        },
        lines=("unknown-text", "unknown-who"),
        required=("unknown-text",),
        kept="unknown-text",
    ),
    "a feeling": Sheet(
        address=_incident("step/3"),
        good=lambda world: {
            "feeling-contact": world.contact.pk,
            "feeling-words": KEPT,
            "feeling-emotion": "angry",
            "feeling-strength": "4",
            "feeling-cost": "An evening",
            "feeling-observed_on": "2026-01-04",
            "feeling-trust": "",
            "act": "feeling",
        },
        lines=("feeling-cost",),
        texts=("feeling-words",),
        choices=("feeling-contact", "feeling-emotion", "feeling-strength", "feeling-trust"),
        required=("feeling-contact", "feeling-emotion", "feeling-strength", "feeling-observed_on"),
        kept="feeling-words",
    ),
    "the summary": Sheet(
        address=_incident("step/4"),
        good=lambda world: {
            "summary-row": "",
            "summary-text": "You paid it twice.",
            "summary-owned": KEPT,
            "summary-apology": "I am sorry.",
            "letter-tell": [world.contact.pk],
            "letter-next": "other",
            "letter-next_other": "2030-01-04T10:00",
            "act": "summary.send",
        },
        texts=("summary-text", "summary-owned", "summary-apology"),
        choices=("letter-tell", "letter-next"),
        moments=("letter-next_other",),
        required=("summary-text", "letter-tell", "letter-next"),
        kept="summary-owned",
    ),
    "the sentence": Sheet(
        address=_incident("step/6"),
        good=lambda world: {
            "frame-row": "",
            "frame-sentence": KEPT,
            "frame-scope": "Tacoma",
            "frame-happened_cause": "no_check",
            "frame-failing": "competence",
            "act": "frame",
        },
        texts=("frame-sentence",),
        lines=("frame-scope",),
        choices=("frame-happened_cause", "frame-failing"),
        required=("frame-sentence", "frame-failing"),
        kept="frame-sentence",
    ),
    "the apology": Sheet(
        address=_incident("step/7"),
        good=lambda world: {
            "apology-row": "",
            "apology-text": KEPT,
            "apology-said_by": world.cast.john.pk,
            "spoken-contact": world.contact.pk,
            "spoken-channel": "phone",
            "spoken-began": "us",
            "spoken-happened_at": "2026-11-01T10:00",
            "spoken-words": "Thank you.",
            "spoken-trust": "6",
            "act": "apology.said",
        },
        texts=("apology-text", "spoken-words"),
        choices=("apology-said_by", "spoken-contact", "spoken-channel", "spoken-began", "spoken-trust"),
        moments=("spoken-happened_at",),
        required=("apology-text", "apology-said_by", "spoken-contact", "spoken-channel", "spoken-began"),
        kept="apology-text",
    ),
    "a remedy": Sheet(
        address=_incident("step/8"),
        good=lambda world: {
            "remedy-row": "",
            "remedy-text": KEPT,
            "remedy-owner": world.cast.john.pk,
            "remedy-due_on": "2030-01-04",
            "act": "remedy",
        },
        lines=("remedy-text",),
        choices=("remedy-owner",),
        moments=("remedy-due_on",),
        required=("remedy-text", "remedy-owner", "remedy-due_on"),
        kept="remedy-text",
    ),
    "promise": Sheet(
        address=_incident("promise"),
        good=lambda world: {"text": KEPT, "how": "spoken", "due_at": "2030-01-04T10:00", "to": world.contact.pk},
        lines=("text",),
        choices=("how", "to"),
        moments=("due_at",),
        required=("text", "how", "due_at"),
        kept="text",
    ),
    "settle": Sheet(
        address=lambda world: f"/i/{world.incident.reference}/promise/{world.promise.pk}",
        good=lambda world: {
            "outcome": "moved",
            "why": KEPT,
            "due_at": "2030-01-04T10:00",
            "contact": world.contact.pk,
            "channel": "phone",
            "their_words": "Friday is fine.",
        },
        lines=("why",),
        texts=("their_words",),
        choices=("outcome", "contact", "channel"),
        moments=("due_at", "done_at"),
        required=("outcome", "due_at", "contact"),
        kept="why",
    ),
    "containment": Sheet(
        address=_incident("stop/invoice_held"),
        good=lambda world: {"state": "planned", "who": KEPT, "by_at": "2030-01-04T10:00"},
        lines=("who",),
        choices=("state",),
        moments=("by_at",),
        required=("state", "who", "by_at"),
        kept="who",
    ),
    "check": Sheet(
        address=_checked("check"),
        good=lambda world: {"ending": "duplicate", "duplicate_of": world.incident.pk, "reason": KEPT},
        texts=("reason",),
        choices=("ending", "duplicate_of"),
        required=("ending", "reason"),
        kept="reason",
    ),
    "close": Sheet(
        address=_incident("close"),
        role="dana",
        good=lambda world: {
            "reason": KEPT,
            "heading": "Done",
            "body": "It is done.",
            "tell": [world.contact.pk],
            "act": "override",
        },
        lines=("heading",),
        texts=("reason", "body"),
        choices=("tell",),
        required=("reason", "heading", "body"),
        kept="reason",
    ),
    "check-in": Sheet(
        address=lambda world: f"/i/{world.closed.reference}/check-in/30",
        good=lambda world: {
            "contact": world.contact.pk,
            "said_at": "2026-01-02T10:00",
            "verdict": "yes",
            "value": "8",
            "words": KEPT,
        },
        texts=("words",),
        choices=("contact", "verdict", "value"),
        moments=("said_at",),
        required=("contact", "said_at", "verdict"),
        kept="words",
    ),
    "leave it closed": Sheet(
        address=lambda world: f"/i/{world.closed.reference}/stay-closed",
        role="dana",
        good=lambda world: {"reason": KEPT},
        texts=("reason",),
        required=("reason",),
    ),
    "refund": Sheet(
        address=_incident("refund/sum"),
        good=lambda world: {"amount": "21,317.35", "words": KEPT},
        lines=("amount",),
        texts=("words",),
        required=("amount", "words"),
        kept="words",
    ),
    "refund on account": Sheet(
        address=_incident("refund/on-account"),
        good=lambda world: {"amount": "100", "reason": KEPT},
        lines=("amount",),
        texts=("reason",),
        required=("amount", "reason"),
        kept="reason",
    ),
    "payment": Sheet(
        address=_incident("refund/pay"),
        good=lambda world: {"kind": "payment", "amount": "1", "value_on": "2026-11-19", "reference": KEPT},
        lines=("amount", "reference"),
        choices=("kind",),
        moments=("value_on",),
        required=("kind", "amount", "value_on", "reference"),
        kept="reference",
    ),
    "reckoning": Sheet(
        address=_incident("refund/sheet/calculate"),
        good=lambda world: {**make_rows.CHOSEN, "rates": latest_sheet().rates_id, "why": KEPT},
        lines=("points", "withholding", "look_back", "fixed", "goodwill"),
        texts=("why",),
        choices=("items", "rates", "pricing", "interest_base", "day_count", "compounding", "rounding", "stage", "zone"),
        moments=("since", "until", "refund_on", "noticed_on"),
        required=("items", "refund_on", "rates", "zone"),
        kept="why",
    ),
    "a rate": Sheet(
        address=lambda world: f"/settings/rates/{latest_sheet().rates.table_id}",
        role="finance",
        good=lambda world: {"valid_from": "2031-01-01", "percent": "5.5", "why": KEPT},
        lines=("percent", "why"),
        moments=("valid_from",),
        required=("valid_from", "percent", "why"),
        kept="why",
    ),
    "a table of rates": Sheet(
        address=lambda world: "/settings/rates/new",
        role="finance",
        good=lambda world: {"valid_from": "2031-01-01", "percent": "5.5", "name": "Ours", "source": KEPT},
        lines=("percent", "name"),
        texts=("source",),
        moments=("valid_from",),
        required=("valid_from", "percent", "name", "source"),
        kept="source",
    ),
    "a line left out": Sheet(
        address=lambda world: _incident(f"refund/sheet/line/{latest_sheet().lines.first().pk}")(world),
        good=lambda world: {"why": KEPT},
        texts=("why",),
        required=("why",),
    ),
    "a question of the sheet": Sheet(
        address=lambda world: _incident(f"refund/sheet/{latest_sheet().version}/answer/1")(world),
        good=lambda world: {"answer": "day", "day": "2025-02-03", "why": KEPT},
        texts=("why",),
        choices=("answer",),
        moments=("day",),
        required=("answer", "why"),
        kept="why",
    ),
    "decision": Sheet(
        address=lambda world: f"/board/decisions/{world.decision.pk}",
        role="dana",
        good=lambda world: {"act": "send_back", "words": KEPT},
        texts=("words",),
        required=("words",),
    ),
    "reopen": Sheet(_incident("reopen"), lambda world: {"reason": KEPT}, texts=("reason",), required=("reason",)),
    "reopen a step": Sheet(
        _incident("step/1/reopen"), lambda world: {"reason": KEPT}, texts=("reason",), required=("reason",)
    ),
    "add a customer": Sheet(
        address=lambda world: "/customers/add",
        good=lambda world: {
            "name": "Bayside",
            "reference": KEPT,
            "zone": "Europe/London",
            "language": "en",
            "currency": "GBP",
        },
        lines=("name", "reference"),
        choices=("zone", "language", "currency", "deputy"),
        required=("name", "zone", "language", "currency"),
        kept="reference",
    ),
    "change a customer": Sheet(
        address=_customer("change"),
        role="dana",
        good=lambda world: {
            "name": "Halvorsen",
            "reference": KEPT,
            "zone": "Europe/London",
            "language": "en",
            "currency": "GBP",
            "account_manager": world.cast.john.pk,
        },
        lines=("name", "reference"),
        choices=("zone", "language", "currency", "deputy", "account_manager"),
        required=("name", "zone", "language", "currency", "account_manager"),
        kept="reference",
    ),
    "add a contact": Sheet(
        address=_customer("contacts/add"),
        good=lambda world: {"name": "Ann Bay", "email": "ann@bay.example", "phone": "+1 206", "note": KEPT, "role": ""},
        lines=("name", "role", "email", "phone", "note"),
        choices=("zone", "language"),
        required=("name",),
        kept="note",
    ),
    "change a contact": Sheet(
        address=lambda world: f"/c/{world.customer.slug}/contacts/{world.contact.pk}",
        good=lambda world: {"name": "Ingrid", "email": "ingrid@halvorsen.example", "note": KEPT},
        lines=("name", "role", "email", "phone", "note"),
        choices=("zone", "language"),
        required=("name",),
        kept="note",
    ),
    "record trust": Sheet(
        address=_customer("trust"),
        good=lambda world: {
            "value": "7",
            "occasion": "other",
            "whose": str(world.contact.pk),
            "said_at": "2026-01-02T10:00",
            "why": KEPT,
        },
        texts=("why",),
        choices=("value", "occasion", "how", "whose", "about"),
        moments=("said_at",),
        required=("value", "occasion", "whose", "said_at"),
        kept="why",
    ),
    "five elements": Sheet(
        address=_customer("elements"),
        good=lambda world: {
            "contact": str(world.contact.pk),
            "dependability": "4",
            "said_at": "2026-01-02T10:00",
            "words": KEPT,
        },
        texts=("words",),
        choices=("contact", "dependability", "competence", "empathy", "truth", "rapport"),
        moments=("said_at",),
        required=("contact", "said_at"),
        kept="words",
    ),
    "self-check": Sheet(
        address=_customer("self-check"),
        good=lambda world: {"professionalism": "7", "line": KEPT},
        lines=("line",),
        choices=("professionalism", "integrity", "caring", "knowledge"),
        required=("professionalism",),
        kept="line",
    ),
    "never again": Sheet(
        address=_customer("never-again"),
        good=lambda world: {"words": KEPT, "said_by": world.contact.pk, "said_on": "2026-01-02"},
        texts=("words",),
        choices=("said_by",),
        moments=("said_on",),
        required=("words",),
        kept="words",
    ),
    "may be heard again": Sheet(
        address=lambda world: f"/c/{world.customer.slug}/never-again/{world.never_again.pk}",
        good=lambda world: {"reason": KEPT},
        lines=("reason",),
        required=("reason",),
    ),
    "ask for a link": Sheet(
        address=lambda world: "/s/new",
        good=lambda world: {"email": "ingrid@halvorsen.example"},
        lines=("email",),
        required=("email",),
    ),
    "ask on the page": Sheet(
        address=lambda world: _page(world),
        good=lambda world: {"act": "ask", "name": "Ingrid", "question": KEPT},
        lines=("name",),
        texts=("question",),
        required=("name", "question"),
        kept="question",
    ),
    "correct us on the page": Sheet(
        address=lambda world: _page(world),
        good=lambda world: {"act": "right", "name": "Ingrid", "verdict": "no", "words": KEPT},
        lines=("name",),
        texts=("words",),
        choices=("verdict",),
        required=("name", "words"),
        kept="words",
    ),
    "ask for a call": Sheet(
        address=lambda world: f"{_page(world)}/call",
        good=lambda world: {"act": "call", "name": "Ingrid", "at": _a_time(world), "phone": "", "about": KEPT},
        lines=("name", "phone"),
        texts=("about",),
        choices=("at",),
        required=("name", "at"),
        kept="about",
    ),
    "import": Sheet(
        address=lambda world: f"/customers/import/{world.file.pk}/check",
        good=lambda world: {"seen": "x", "what": "leave_out", "why": KEPT},
        lines=("why",),
        choices=("what",),
        required=("why", "what"),
        kept="why",
    ),
    "columns": Sheet(
        address=lambda world: f"/customers/import/{world.file.pk}",
        good=lambda world: {
            "encoding": "utf-8",
            "separator": "44",
            "zone": "Europe/London",
            "language": "en",
            "currency": "GBP",
            "column_0": "name",
            "column_1": "",
        },
        choices=("encoding", "separator", "zone", "language", "currency", "column_0", "column_1"),
        required=("encoding", "separator", "zone", "language", "currency", "column_0"),
    ),
    "snippets": Sheet(
        address=lambda world: "/me/snippets",
        good=lambda world: {"name": "Still on it", "language": "en", "text": KEPT},
        lines=("name",),
        texts=("text",),
        choices=("language",),
        required=("name", "language", "text"),
        kept="text",
    ),
    "snippet": Sheet(
        address=lambda world: f"/me/snippets/{world.snippet.pk}",
        good=lambda world: {"name": "Still on it", "language": "en", "text": KEPT},
        lines=("name",),
        texts=("text",),
        choices=("language",),
        required=("name", "language", "text"),
        kept="text",
    ),
    "snippets of the house": Sheet(
        address=lambda world: "/settings/snippets",
        role="administrator",
        good=lambda world: {"name": "Still on it", "language": "en", "text": KEPT},
        lines=("name",),
        texts=("text",),
        choices=("language",),
        required=("name", "language", "text"),
        kept="text",
    ),
    "lines": Sheet(
        address=lambda world: f"/bring/{world.upload.pk}",
        good=lambda world: {"what": "leave_out", "why": KEPT},
        lines=("why",),
        choices=("what",),
        required=("why", "what"),
        kept="why",
    ),
    "columns of lines": Sheet(
        address=lambda world: f"/bring/{world.upload.pk}/columns",
        good=lambda world: {
            "encoding": "utf-8",
            "separator": "59",
            "decimal": "comma",
            "dates": "dmy",
            "currency": "USD",
            **{
                f"column_{at}": field
                for at, field in enumerate(
                    ("customer", "number", "issued_on", "item", "quantity", "unit_price", "currency", "", "")
                )
            },
        },
        choices=("encoding", "separator", "decimal", "dates", "currency", "column_0", "column_8"),
        required=("encoding", "separator", "decimal", "dates", "currency", "column_0"),
    ),
    "a price": Sheet(
        address=lambda world: f"/c/{world.customer.slug}/prices/add",
        good=lambda world: {**PRICE, "currency": "GBP"},
        lines=("item", "unit_price", "source"),
        choices=("currency",),
        moments=("valid_from", "valid_to"),
        required=("item", "unit_price", "currency", "valid_from", "source"),
        kept="source",
    ),
    "a price of a list": Sheet(
        address=lambda world: f"/prices/{world.price_list.pk}/add",
        good=lambda world: PRICE,
        lines=("item", "unit_price", "source"),
        moments=("valid_from", "valid_to"),
        required=("item", "unit_price", "valid_from", "source"),
        kept="source",
    ),
    "a corrected price": Sheet(
        address=lambda world: f"/prices/one/{world.price.pk}",
        good=lambda world: {"unit_price": "9.75", "was": seen_of(world.price), "why": KEPT},
        lines=("unit_price", "why"),
        moments=("valid_to",),
        required=("unit_price", "why"),
        kept="why",
    ),
    "a price list": Sheet(
        address=lambda world: "/prices/new",
        good=lambda world: {"name": KEPT, "currency": "GBP"},
        lines=("name",),
        choices=("currency",),
        required=("name", "currency"),
        kept="name",
    ),
    "the day of a list": Sheet(
        address=lambda world: f"/prices/{world.price_list.pk}/day",
        good=lambda world: {"priced_by": "order"},
        choices=("priced_by",),
        required=("priced_by",),
    ),
    "the list they buy by": Sheet(
        address=lambda world: f"/c/{world.customer.slug}/prices/list",
        good=lambda world: {"price_list": world.price_list.pk, "priced_by": "order"},
        choices=("price_list", "priced_by"),
    ),
    "a payment date": Sheet(
        address=lambda world: f"/c/{world.customer.slug}/invoices/{world.finding.line.invoice_id}/paid",
        good=lambda world: {"paid_on": "2024-07-01", "was": "", "why": KEPT},
        lines=("why",),
        moments=("paid_on",),
        required=("paid_on", "why"),
        kept="why",
    ),
    "settings": Sheet(
        address=lambda world: "/me/",
        good=lambda world: {"zone": "Europe/London", "language": "en"},
        choices=("zone", "language"),
        required=("zone", "language"),
    ),
}
