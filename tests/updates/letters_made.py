"""Letters made of plain values: no row is needed to see what a customer would read."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from html.parser import HTMLParser

from customers.models import Contact, Customer
from updates.letters import UpdateWords, update_letter
from updates.words import Voice

ADDRESS = "https://trust.brightwater.example/s/" + "tOkEn-_0123" * 3 + "0123456789"
NEXT = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
OTHERS = ["Tomas Reed, accounts payable"]
BODY = """You asked why nobody checked. In March 2023 we applied a new price list to your account by mistake. It was \
meant for another customer. Nobody compared it with your contract, and I did not look again for three years.

I am sorry for the hours your team spent finding it.
- the list of 44 invoices is attached
- the sum is with Dana Whitfield"""


def contact(**fields) -> Contact:
    """Ingrid at Halvorsen, unsaved; `locale` is the customer's."""
    customer = Customer(
        name=fields.pop("customer", "Halvorsen Marine Supply"),
        zone=fields.pop("zone", "America/Los_Angeles"),
        language="en",
        locale=fields.pop("locale", ""),
    )
    return Contact(customer=customer, **{"name": "Ingrid Halvorsen", "email": "ingrid@halvorsen.example", **fields})


def words(**changes) -> UpdateWords:
    plain = UpdateWords(
        customer="Halvorsen Marine Supply",
        reference="TR-1042",
        subject="We made a mistake with your freight handling charges [TR-1042]",
        kind="update",
        number=2,
        heading="Why nobody checked, and what is still to come",
        body=BODY,
        next_at=NEXT,
        author=Voice("John Reyes", "+1 253 555 0142", "john@brightwater.example"),
        house="Brightwater Supply",
        sender="care@brightwater.example",
        manager=Voice("Dana Whitfield", "+1 253 555 0101", "dana@brightwater.example"),
    )
    return replace(plain, **changes)


def letter(to: Contact | None = None, *, others=OTHERS, references=(), **changes) -> EmailMessage:
    """The update as a mail program reads it: written to bytes and parsed again."""
    message = update_letter(
        words(**changes), contact=to or contact(), others=others, link_address=ADDRESS, references=references
    )
    return as_received(message)


def as_received(message: EmailMessage) -> EmailMessage:
    return message_from_bytes(message.as_bytes(policy=SMTP.clone(cte_type="7bit")), policy=default)


def plain(message: EmailMessage) -> str:
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")


def html(message: EmailMessage) -> str:
    return message.get_body(("html",)).get_content()


class Marks(HTMLParser):
    """The tags of an HTML text and the names of all their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attrs}
